/** POST /v1/chat/completions (https://platform.openai.com/docs/api-reference/chat). */
import type { Answer } from "../answer.ts";
import { eventsAnswer, jsonAnswer } from "../answer.ts";
import type { FakeRequest, JsonObject } from "../request.ts";
import { asArray, asObject, CREATED, requireMember } from "../request.ts";
import { chatEvents } from "./chat-stream.ts";
import { sampleOf } from "./sample.ts";
import { textOf, tokensOf, usageOf } from "./tokens.ts";

/** What the assistant says to one request, before it is cut into a body or events. */
export interface ChatReply {
  id: string;
  model: string;
  choices: number;
  /** Null when tools are called instead. */
  content: string | null;
  toolCalls: { id: string; name: string; arguments: string }[];
  finishReason: string;
  usage: JsonObject;
}

export function answerChat(request: FakeRequest): Answer {
  const body = request.json();
  const reply = replyTo(request, body);
  if (body.stream !== true) return jsonAnswer(chatCompletion(reply));
  const includeUsage = asObject(body.stream_options).include_usage === true;
  return eventsAnswer(chatEvents(reply, request.steering.events, includeUsage));
}

function replyTo(request: FakeRequest, body: JsonObject): ChatReply {
  const messages = asArray(requireMember(body, "messages")).map((message) => asObject(message));
  const prompt = messages.map((message) => textOf(message.content)).join(" ");
  const toolCalls = toolCallsFor(body, messages);
  const spoken = tokensOf(toolCalls.length > 0 ? "" : contentFor(body, messages));
  const limit = Number(body.max_completion_tokens ?? body.max_tokens ?? Infinity);
  const content = spoken.slice(0, limit).join("");
  return {
    id: request.idFor("chatcmpl-"),
    model: String(body.model),
    choices: Math.min(Number(body.n ?? 1), 16),
    content: toolCalls.length > 0 ? null : content,
    toolCalls,
    finishReason: toolCalls.length > 0 ? "tool_calls" : spoken.length > limit ? "length" : "stop",
    usage: usageOf(prompt, content + toolCalls.map((call) => call.arguments).join(" ")),
  };
}

function contentFor(body: JsonObject, messages: JsonObject[]): string {
  const last = messages.at(-1) ?? {};
  const text = textOf(last.content);
  const format = asObject(body.response_format);
  if (format.type === "json_object") return JSON.stringify({ answer: `You said: ${text}` });
  if (format.type === "json_schema") return JSON.stringify(sampleOf(asObject(asObject(format.json_schema).schema)));
  return last.role === "tool" ? `The tool answered: ${text}` : `Hello from the fake LLM. You said: ${text}`;
}

/** Calls the tools it is offered, two at most; none once a tool has answered. */
function toolCallsFor(body: JsonObject, messages: JsonObject[]): ChatReply["toolCalls"] {
  if (body.tool_choice === "none" || messages.at(-1)?.role === "tool") return [];
  const forced = asObject(asObject(body.tool_choice).function).name;
  const offered = asArray(body.tools).map((tool) => asObject(asObject(tool).function));
  const chosen = offered.filter((tool) => forced === undefined || tool.name === forced);
  return chosen.slice(0, body.parallel_tool_calls === false ? 1 : 2).map((tool, index) => ({
    id: `call_${index + 1}`,
    name: String(tool.name),
    arguments: JSON.stringify(sampleOf(asObject(tool.parameters)) ?? {}),
  }));
}

function chatCompletion(reply: ChatReply): JsonObject {
  const { id, model, content, usage } = reply;
  const message: JsonObject = { role: "assistant", content, refusal: null };
  if (reply.toolCalls.length > 0) {
    message.tool_calls = reply.toolCalls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: call.arguments },
    }));
  }
  const choices = Array.from({ length: reply.choices }, (_, index) => ({
    index,
    message,
    logprobs: null,
    finish_reason: reply.finishReason,
  }));
  return { id, object: "chat.completion", created: CREATED, model, choices, usage, system_fingerprint: "fp_fake" };
}
