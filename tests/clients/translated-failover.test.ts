/** The official SDKs before two providers, of which one speaks OpenAI's protocol and one Anthropic's: who fails is replaced by the other, in either position of the filter. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { eventsOf, messageOf } from "../support/native-llm/anthropic.ts";
import { CONTENTS } from "../support/native-llm/content.ts";
import { chunksOf, completionOf, DONE, frame } from "../support/native-llm/openai.ts";
import { NativeLlm, type Scripted } from "../support/native-llm/server.ts";
import { MODES } from "../support/providers/balanced-gateway.ts";
import { startAmong, type Running } from "./gateway.ts";

const CONTENT = CONTENTS["a text and two calls, one without arguments"]!;
const MESSAGES = [{ role: "user" as const, content: "Hi" }];
const CHAT = { model: "any", max_tokens: 50, messages: MESSAGES };
const JSON_TYPE = { "content-type": "application/json" };

/** Ways to fail of one that speaks OpenAI's protocol: the last two are no errors by their status. */
const OPENAI_FAILS: Record<string, Scripted> = {
  "a 503": { status: 503, headers: JSON_TYPE, body: '{"error":{"message":"No room","type":"x"}}' },
  "a 429 as a page": { status: 429, headers: { "content-type": "text/html" }, body: "<html>slow down</html>" },
  "an error in a 200": { headers: JSON_TYPE, body: '{"error":{"message":"No room","type":"x"}}' },
  "an error in a stream": {
    headers: { "content-type": "text/event-stream" },
    body: `${frame({ error: { message: "No room", code: 503 } })}${DONE}`,
  },
};
const ANTHROPIC_FAILS: Record<string, Scripted> = {
  "a 529": {
    status: 529,
    headers: JSON_TYPE,
    body: '{"type":"error","error":{"type":"overloaded_error","message":"x"}}',
  },
  "an error in a stream": {
    headers: { "content-type": "text/event-stream" },
    body: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  },
};

/** What either SDK made of the answer: its text and its calls. */
type Said = [text: string, calls: [id: string, name: string, input: unknown][]];
const SAID: Said = [CONTENT.text!, CONTENT.calls!.map(({ id, name, input }) => [id, name, input])];

for (const mode of MODES) {
  describe(`level clients: failing over between protocols, mode ${mode}`, () => {
    let openai: NativeLlm;
    let anthropic: NativeLlm;
    const gateways: Running[] = [];
    /** By the provider that comes first. */
    const urls: Record<string, string> = {};

    before(async () => {
      openai = await NativeLlm.start();
      anthropic = await NativeLlm.start();
      const ports = new Map([
        ["groq", openai.port],
        ["claude", anthropic.port],
      ]);
      for (const first of ["groq", "claude"]) {
        const gateway = await startAmong(mode, configurationWith(first), ports);
        gateways.push(gateway);
        urls[first] = gateway.url;
      }
    });
    const forget = (): void => [openai, anthropic].forEach(({ received }) => received.splice(0));
    after(async () => {
      for (const gateway of gateways) await gateway.stop();
      await openai.close();
      await anthropic.close();
    });

    for (const isStream of [false, true]) {
      const how = isStream ? "streamed" : "whole";
      for (const [name, failure] of Object.entries(OPENAI_FAILS)) {
        it(`from OpenAI's to Anthropic's after ${name}, ${how}`, async () => {
          openai.script = [failure];
          forget();
          speak(anthropic, isStream ? eventsOf(CONTENT) : messageOf(CONTENT));
          await bothSay(urls.groq!, isStream);
          assert.deepEqual(asked(openai), ["/openai/v1/chat/completions llama Bearer sk-groq undefined"]);
          assert.deepEqual(asked(anthropic), ["/v1/messages claude-sonnet-5 undefined sk-ant"]);
        });
      }
      for (const [name, failure] of Object.entries(ANTHROPIC_FAILS)) {
        it(`from Anthropic's to OpenAI's after ${name}, ${how}`, async () => {
          anthropic.script = [failure];
          forget();
          speak(openai, isStream ? chunksOf(CONTENT) : completionOf(CONTENT));
          await bothSay(urls.claude!, isStream);
          assert.deepEqual(asked(anthropic), ["/v1/messages claude-sonnet-5 undefined sk-ant"]);
          assert.deepEqual(asked(openai), ["/openai/v1/chat/completions llama Bearer sk-groq undefined"]);
        });
      }
    }

    it("after a page in a 200, which only a translator has to read", async () => {
      openai.script = [{ headers: { "content-type": "text/html" }, body: "<html>login</html>" }];
      anthropic.says(messageOf(CONTENT));
      assert.deepEqual(await message(urls.groq!, false), SAID);
    });

    it("tells what the last one said where both fail", async () => {
      openai.script = [OPENAI_FAILS["a 503"]!];
      anthropic.script = [ANTHROPIC_FAILS["a 529"]!];
      await assert.rejects(
        chat(urls.groq!, false),
        (error: any) => error.status === 529 && /\bx\b/.test(error.message),
      );
      await assert.rejects(message(urls.claude!, false), (error: any) => {
        assert.deepEqual(error.error, { type: "error", error: { type: "api_error", message: "No room" } });
        return error instanceof Anthropic.InternalServerError && error.status === 503;
      });
    });
  });
}

function configurationWith(first: string): object {
  const providers = [
    { id: "groq", type: "groq", apiTokens: ["sk-groq"], modelMapping: { "*": "llama" } },
    { id: "claude", type: "claude", apiTokens: ["sk-ant"], modelMapping: { "*": "claude-sonnet-5" } },
  ].map((provider) => ({
    ...provider,
    override: { endpoint: `http://{${provider.id}}` },
    priority: provider.id === first ? 1 : 0,
  }));
  return { providers, fallback: { on: ["http_429", "http_5xx"] }, outlierDetection: { consecutiveFailures: 0 } };
}

function speak(llm: NativeLlm, answer: object | string): void {
  if (typeof answer === "string") llm.streams(answer, 61);
  else llm.says(answer);
}

async function bothSay(url: string, isStream: boolean): Promise<void> {
  assert.deepEqual(await chat(url, isStream), SAID);
  assert.deepEqual(await message(url, isStream), SAID);
}

async function chat(url: string, isStream: boolean): Promise<Said> {
  const { completions } = new OpenAI({ baseURL: `${url}/v1`, apiKey: "sk-client", maxRetries: 0 }).chat;
  const completion = await (isStream ? completions.stream(CHAT).finalChatCompletion() : completions.create(CHAT));
  const { content, tool_calls } = completion.choices[0]!.message;
  const calls = (tool_calls ?? []) as OpenAI.ChatCompletionMessageFunctionToolCall[];
  return [content!, calls.map(({ id, function: { name, arguments: input } }) => [id, name, JSON.parse(input)])];
}

async function message(url: string, isStream: boolean): Promise<Said> {
  const { messages } = new Anthropic({ baseURL: url, apiKey: "sk-client", maxRetries: 0 });
  const { content } = await (isStream ? messages.stream(CHAT).finalMessage() : messages.create(CHAT));
  const texts = content.map((block) => (block.type === "text" ? block.text : ""));
  const calls = content.flatMap((block) => (block.type === "tool_use" ? [block] : []));
  return [texts.join(""), calls.map(({ id, name, input }) => [id, name, input])];
}

/** Path, model and keys of what a server was asked since the last time, without repetitions. */
function asked({ received }: NativeLlm): string[] {
  const lines = received.splice(0).map(({ path, headers, json }) => {
    return `${path} ${json.model} ${headers.authorization} ${headers["x-api-key"]}`;
  });
  assert.equal(lines.length, 2, lines.join("\n"));
  return [...new Set(lines)];
}
