// Adds a stream's events up to the answer they tell, as its protocol says: what SDKs do, and what they refuse to do for
// some recordings that gateways and providers have made.

import { readJson } from "../usage/framing.ts";
import { listIn, membersIn, textIn, textsIn, type Members } from "./json-values.ts";

/** The data of a stream's events, up to `[DONE]`; undefined where they are no JSON. */
export function eventsIn(stream: Buffer): unknown[] {
  const events = stream
    .toString()
    .split("\n\n")
    .map((event) => event.split("\n").filter((line) => line.startsWith("data:")));
  const data = events.filter((lines) => lines.length > 0).map((lines) => lines.map((line) => line.slice(6)).join("\n"));
  const end = data.indexOf("[DONE]");
  return (end < 0 ? data : data.slice(0, end)).map((text) => readJson(text));
}

/** The message of a stream of Anthropic's events, up to its end. A second beginning does not take back what has been said. */
export function foldEvents(events: unknown[]): Members {
  const content: Members[] = [];
  const inputs = new Map<Members, string>();
  const message: Members = { content, stop_reason: null, usage: {} };
  for (const event of events.map(membersIn)) {
    if (event.type === "message_stop") break;
    const last = content.at(-1);
    const { type, text, thinking, signature, partial_json } = membersIn(event.delta);
    if (event.type === "message_start") note(message, membersIn(event.message).usage);
    if (event.type === "content_block_start") content.push({ ...membersIn(event.content_block) });
    if (event.type === "message_delta") {
      message.stop_reason = membersIn(event.delta).stop_reason ?? message.stop_reason;
      note(message, event.usage);
    }
    if (last === undefined || event.type !== "content_block_delta") continue;
    if (type === "text_delta") last.text = textIn(last.text) + textIn(text);
    if (type === "thinking_delta") last.thinking = textIn(last.thinking) + textIn(thinking);
    if (type === "signature_delta") last.signature = textIn(last.signature) + textIn(signature);
    if (type === "input_json_delta") inputs.set(last, (inputs.get(last) ?? "") + textIn(partial_json));
  }
  for (const [block, text] of inputs) if (text !== "") block.input = readJson(text) ?? text;
  return message;
}

/** The completion of a stream of OpenAI's chunks, its first choice. Calls without an index are told apart by their ids. */
export function foldChunks(chunks: unknown[]): Members {
  const calls = new Map<unknown, { id: string; name: string; text: string }>();
  const message: Members = { content: "", reasoning_content: "" };
  const completion: Members = { choices: [{ message, finish_reason: null }], usage: {} };
  for (const chunk of chunks.map(membersIn)) {
    const choices = listIn(chunk.choices);
    const choice = choices.find(({ index }) => (index ?? 0) === 0) ?? {};
    const delta = membersIn(choice.delta);
    for (const usage of [choice.usage, membersIn(chunk.x_groq).usage, chunk.usage]) {
      if (typeof usage === "object" && usage !== null) completion.usage = usage;
    }
    message.content = textIn(message.content) + textsIn(delta.content, "text") + textIn(delta.refusal);
    const thinking = textIn(delta.reasoning_content) || textIn(delta.reasoning) || textsIn(delta.content, "thinking");
    message.reasoning_content = textIn(message.reasoning_content) + thinking;
    for (const { index, id, function: called } of listIn(delta.tool_calls)) {
      const place = index ?? (textIn(id) || [...calls.keys()].at(-1));
      const known = calls.get(place);
      // Gemini gives all calls the same index; who has an identity and a name of its own is another one.
      const isOther = known !== undefined && textIn(id) !== "" && id !== known.id && "name" in membersIn(called);
      const key = isOther ? id : place;
      const call = calls.get(key) ?? { id: textIn(id), name: "", text: "" };
      call.name ||= textIn(membersIn(called).name);
      call.text += textIn(membersIn(called).arguments);
      calls.set(key, call);
    }
    const [first] = completion.choices as Members[];
    if (first !== undefined && typeof choice.finish_reason === "string") first.finish_reason ??= choice.finish_reason;
  }
  message.tool_calls = [...calls.values()].map(({ id, name, text }) => ({ id, function: { name, arguments: text } }));
  return completion;
}

function note(message: Members, usage: unknown): void {
  const told = Object.entries(membersIn(usage)).filter(([, value]) => value !== null);
  message.usage = { ...membersIn(message.usage), ...Object.fromEntries(told) };
}
