/** The exchanges whose figures are known, each kind at a provider of its own. */
import type { Totals } from "./totals.ts";

/** A request; without a body it is a GET. */
export interface Exchange {
  path: string;
  answer?: string;
  body?: object;
  /** The status that the client must get, 200 unless said. */
  status?: number;
  /** The answer breaks off. */
  isCut?: true;
}

/** One configuration, whose provider is called like it, what is sent to it, and what that is counted as. */
export interface Station {
  configuration: object;
  exchanges: Exchange[];
  totals: Totals[];
}

const CHAT_PATH = "/v1/chat/completions";
const MESSAGES_PATH = "/v1/messages";
const CHAT = "openai/v1/chatcompletions";
const MESSAGES = "anthropic/v1/messages";
const MODEL = "gpt-4.1-mini";

/** A chat for that model, and what answers it. */
export const chat = (answer: string, model = MODEL, more: object = {}): Exchange => ({
  path: CHAT_PATH,
  answer,
  body: { model, messages: [{ role: "user", content: "Hi" }], ...more },
});
const message = (answer: string, more: object = {}): Exchange => ({
  ...chat(answer, "claude-sonnet-4.5", { max_tokens: 9, ...more }),
  path: MESSAGES_PATH,
});

/** What `n` answers called `chat` are counted as. */
export const chats = (n: number, model = MODEL): Totals => ({
  ...{ model, capability: CHAT, requests: n, attempts: n, durations: n },
  tokens: { input: 12 * n, output: 34 * n, cache_read: 5 * n, reasoning: 20 * n },
  usages: { input: n, output: n },
});

/** A configuration with one provider of that id. */
export const openai = (id: string, more: object = {}): object => ({
  provider: {
    id,
    type: "openai",
    openaiCustomUrl: "http://llm.example/v1",
    apiTokens: "k",
    modelMapping: mapped(MODEL),
  },
  ...more,
});
const vllm = (id: string): object => ({
  provider: { id, type: "vllm", vllmCustomUrl: "http://llm.example/v1", modelMapping: mapped("claude-sonnet-4.5") },
});

/** A mapping that lists this model and takes every other one as it is. */
function mapped(model: string): object {
  return { [model]: "m", "*": "" };
}

export const STATIONS: Record<string, Station> = {
  chats: {
    configuration: openai("chats"),
    exchanges: [chat("chat"), chat("chat"), chat("chat")],
    totals: [chats(3)],
  },
  streams: {
    configuration: openai("streams"),
    exchanges: [chat("stream", MODEL, { stream: true, stream_options: { include_usage: true } })],
    totals: [
      {
        ...{ model: MODEL, capability: CHAT, requests: 1, attempts: 1, durations: 1, firstTokens: 1, perToken: 1 },
        tokens: { input: 7, output: 3 },
        usages: { input: 1, output: 1 },
      },
    ],
  },
  messages: {
    configuration: vllm("messages"),
    exchanges: [message("message"), message("events", { stream: true })],
    totals: [
      {
        ...{ model: "claude-sonnet-4.5", capability: MESSAGES, requests: 2, attempts: 2, durations: 2 },
        ...{ firstTokens: 1, perToken: 1 },
        tokens: { input: 2220, output: 10, cache_read: 200, cache_creation: 2000 },
        usages: { input: 2, output: 2 },
      },
    ],
  },
  refusals: {
    configuration: openai("refusals", { allowCapabilities: [CHAT], allowModels: [MODEL, "gpt-*"] }),
    exchanges: [
      { path: "/v1/files", status: 404 },
      { path: "/v1/nothing", status: 404 },
      { ...chat("chat", "claude"), status: 404 },
    ],
    totals: [
      { model: "none", capability: "openai/v1/files", requests: 1, errors: { unsupported_capability: 1 } },
      { model: "none", capability: "unknown", requests: 1, errors: { unsupported_capability: 1 } },
      { model: "other", capability: CHAT, requests: 1, errors: { model_not_found: 1 } },
    ],
  },
  limits: {
    configuration: openai("limits"),
    exchanges: [
      { ...chat("limited"), status: 429 },
      { ...chat("limited"), status: 429 },
      { ...chat("overloaded"), status: 503 },
    ],
    totals: [{ model: MODEL, capability: CHAT, requests: 3, attempts: 3, errors: { 429: 2, 503: 1 } }],
  },
  breaks: {
    configuration: openai("breaks"),
    exchanges: [{ ...chat("broken", MODEL, { stream: true }), isCut: true }, chat("failed", MODEL, { stream: true })],
    totals: [
      {
        ...{ model: MODEL, capability: CHAT, requests: 2, attempts: 2, unknown: 2 },
        errors: { incomplete: 1, stream_error: 1 },
      },
    ],
  },
  unread: {
    configuration: openai("unread"),
    exchanges: [chat("gzip"), chat("silent"), { path: "/v1/models", answer: "models" }],
    totals: [
      { model: MODEL, capability: CHAT, requests: 2, attempts: 2, durations: 2, unknown: 2 },
      { model: "none", capability: "openai/v1/models", requests: 1, attempts: 1, durations: 1 },
    ],
  },
  names: {
    configuration: openai("names", { metrics: { models: ["o3", "team-*"] }, allowModels: ["gpt-4o", "*"] }),
    exchanges: [
      ...["gpt-4.1-mini", "gpt-4o", "o3", "team-a", "team-b"].map((model) => chat("chat", model)),
      ...["gpt-4o-mini", "o3-mini", "my-team-a"].map((model) => chat("chat", model)),
    ],
    totals: [
      ...["gpt-4.1-mini", "gpt-4o", "o3", "team-a", "team-b"].map((model) => chats(1, model)),
      chats(3, "other"),
    ],
  },
  off: {
    configuration: openai("off", { metrics: { enabled: false } }),
    exchanges: [chat("chat"), { path: "/v1/nothing", status: 404 }],
    totals: [],
  },
};
