/** How the tests of the fake LLM talk to it. */
import type { FakeLlm } from "./server.ts";
import { startFakeLlm } from "./server.ts";

/** Answers are compared member by member. */
export type Any = any;

/** The fake LLM under test; `start` sets it. */
export let llm: FakeLlm;

export async function start(): Promise<void> {
  llm = await startFakeLlm();
}

export async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${llm.url}/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: text,
  });
}

export async function json(response: Promise<Response> | Response): Promise<Any> {
  return (await response).json();
}

/** The data of every event, read as JSON but for `[DONE]`. */
export async function events(response: Promise<Response>): Promise<Any[]> {
  const text = await (await response).text();
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  return lines.map((line) => (line === "data: [DONE]" ? "[DONE]" : JSON.parse(line.slice(6))));
}

export const HELLO = { model: "m", messages: [{ role: "user", content: "Hi there" }] };
