/** Starts the fake LLM by itself: `PORT=8000 FAKE_LLM_KEY=… npx tsx tests/support/fake-llm/main.ts`. */
import { startFakeLlm } from "./server.ts";

const llm = await startFakeLlm({ port: Number(process.env.PORT ?? 8000), key: process.env.FAKE_LLM_KEY });
console.log(`The fake LLM listens on ${llm.url}; what it received last is at ${llm.url}/fake/last.`);
