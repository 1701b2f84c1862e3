// What a request says in both protocols alike: what a translation must keep, worked out on parsed bodies, apart from it.

import { listIn, membersIn, type Members } from "./json-values.ts";

/** Something that is said in a turn. */
export type Item =
  | { text: string; cache?: unknown }
  | { image: string }
  | { file: string; name: string }
  | { call: string; name: string; input: unknown }
  | { result: string; items: Item[] };

/** One turn; neighbours of the same role are one. */
export interface Turn {
  role: "user" | "assistant";
  items: Item[];
}

/** A request, without the layout that its protocol gives it. */
export interface Chat {
  model: unknown;
  stream: boolean;
  limit: number | null;
  temperature: number | null;
  topP: number | null;
  stops: unknown[];
  user: unknown;
  /** OpenAI's word. */
  tier: string | null;
  /** OpenAI's word: how much the model may think. */
  effort: string | null;
  schema: unknown;
  system: Item[];
  turns: Turn[];
  tools: { name: unknown; description: unknown; schema: unknown; strict: boolean; cache: unknown }[];
  /** OpenAI's word, or the name of a tool. */
  choice: unknown;
  isSerial: boolean;
}

/** What a chat request of OpenAI's says. */
export function chatOfOpenAi(body: Members): Chat {
  const messages = listIn(body.messages);
  const isSystem = ({ role }: Members) => role === "system" || role === "developer";
  const format = membersIn(body.response_format);
  const choice = membersIn(body.tool_choice);
  const tools = listIn(body.tools).map((tool) => {
    const { name, description, parameters, strict } = membersIn(tool.function);
    return toolOf(name, description, parameters, strict, tool.cache_control);
  });
  return {
    ...sharedOf(body, tools),
    limit: numberIn(body.max_completion_tokens ?? body.max_tokens),
    stops: typeof body.stop === "string" ? [body.stop] : ((body.stop ?? []) as unknown[]),
    user: body.user ?? null,
    tier: body.service_tier === "auto" || body.service_tier === "default" ? body.service_tier : null,
    effort: typeof body.reasoning_effort === "string" ? body.reasoning_effort : null,
    schema: format.type === "json_schema" ? (membersIn(format.json_schema).schema ?? null) : null,
    system: messages.filter(isSystem).flatMap(({ content }) => textsOf(content)),
    turns: joinTurns(messages.filter((message) => !isSystem(message)).map(turnOfMessage)),
    choice: tools.length === 0 ? null : (membersIn(choice.function).name ?? body.tool_choice ?? "auto"),
    isSerial: tools.length > 0 && body.tool_choice !== "none" && body.parallel_tool_calls === false,
  };
}

/** What a request for a message of Anthropic's says. */
export function chatOfAnthropic(body: Members): Chat {
  const choice = membersIn(body.tool_choice);
  const tools = listIn(body.tools).map(({ name, description, input_schema, strict, cache_control }) =>
    toolOf(name, description, input_schema, strict, cache_control),
  );
  const word = choice.type === "any" ? "required" : (choice.type ?? "auto");
  const format = membersIn(membersIn(body.output_config).format);
  return {
    ...sharedOf(body, tools),
    limit: numberIn(body.max_tokens),
    stops: (body.stop_sequences ?? []) as unknown[],
    user: membersIn(body.metadata).user_id ?? null,
    tier: body.service_tier === "standard_only" ? "default" : body.service_tier === "auto" ? "auto" : null,
    effort: effortOf(membersIn(body.thinking)),
    schema: format.type === "json_schema" ? (format.schema ?? null) : null,
    system: textsOf(body.system),
    turns: joinTurns(listIn(body.messages).map(turnOfBlocks)),
    choice: tools.length === 0 ? null : choice.type === "tool" ? choice.name : word,
    isSerial: tools.length > 0 && choice.type !== "none" && choice.disable_parallel_tool_use === true,
  };
}

function sharedOf(
  body: Members,
  tools: Chat["tools"],
): Pick<Chat, "model" | "stream" | "temperature" | "topP" | "tools"> {
  const { model, stream, temperature, top_p } = body;
  return { model, stream: stream === true, temperature: numberIn(temperature), topP: numberIn(top_p), tools };
}

function toolOf(
  name: unknown,
  description: unknown,
  schema: unknown,
  strict: unknown,
  cache: unknown,
): Chat["tools"][0] {
  const whole = { type: "object", properties: {}, ...membersIn(schema) };
  const isStrict = strict === true && isClosed(whole);
  return { name, description: description ?? null, schema: whole, strict: isStrict, cache: cache ?? null };
}

/** OpenAI refuses other schemas of tools as strict ones. */
function isClosed({ properties, required, additionalProperties }: Members): boolean {
  return additionalProperties === false && Object.keys(membersIn(properties)).length === listIn(required).length;
}

// Higress' steps.
function effortOf({ type, budget_tokens }: Members): string | null {
  if (type !== "enabled") return null;
  const budget = Number(budget_tokens);
  return budget < 4096 ? "low" : budget < 16384 ? "medium" : "high";
}

function turnOfMessage(message: Members): Turn {
  if (message.role === "tool") {
    const result = { result: String(message.tool_call_id), items: itemsOf(message.content) };
    return { role: "user", items: [result] };
  }
  const calls = listIn(message.tool_calls).map(({ id, function: called }) => {
    const { name, arguments: text } = membersIn(called);
    return { call: String(id), name: String(name), input: JSON.parse(String(text) || "{}") as unknown };
  });
  return { role: message.role === "assistant" ? "assistant" : "user", items: [...itemsOf(message.content), ...calls] };
}

function turnOfBlocks({ role, content }: Members): Turn {
  return { role: role === "assistant" ? "assistant" : "user", items: itemsOf(content) };
}

/** Results come first, and an assistant's texts are one. */
function joinTurns(turns: Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const { role, items } of turns) {
    const last = joined.at(-1);
    if (last?.role === role) last.items.push(...items);
    else if (items.length > 0) joined.push({ role, items: [...items] });
  }
  return joined.map(({ role, items }) => {
    const texts = items.flatMap((item) => ("text" in item ? [item.text] : []));
    const others = items.filter((item) => !("text" in item));
    if (role === "assistant") return { role, items: texts.length > 0 ? [{ text: texts.join("") }, ...others] : others };
    const isResult = (item: Item) => "result" in item;
    return { role, items: [...items.filter(isResult), ...items.filter((item) => !isResult(item))] };
  });
}

function itemsOf(content: unknown): Item[] {
  if (typeof content === "string") return content === "" ? [] : [{ text: content }];
  return listIn(content).flatMap((part): Item[] => {
    const { type, text, cache_control } = part;
    if (type === "text") return text === "" ? [] : [textItem(text, cache_control)];
    if (type === "image_url") return [{ image: String(membersIn(part.image_url).url) }];
    if (type === "image") return [{ image: addressOf(membersIn(part.source)) }];
    if (type === "file") return [fileItem(membersIn(part.file).file_data, membersIn(part.file).filename)];
    if (type === "document") return [fileItem(addressOf(membersIn(part.source)), part.title)];
    if (type === "tool_use") return [{ call: String(part.id), name: String(part.name), input: part.input }];
    if (type === "tool_result") return [{ result: String(part.tool_use_id), items: itemsOf(part.content) }];
    throw new Error(`there is no reference for ${String(type)}`);
  });
}

function textsOf(content: unknown): Item[] {
  return itemsOf(content).filter((item) => "text" in item);
}

function textItem(text: unknown, cache: unknown): Item {
  return { text: String(text), ...(cache === undefined ? {} : { cache }) };
}

function fileItem(data: unknown, name: unknown): Item {
  return { file: String(data), name: String(name ?? "document.pdf") };
}

function addressOf({ type, url, media_type, data }: Members): string {
  return type === "url" ? String(url) : `data:${String(media_type)};base64,${String(data)}`;
}

function numberIn(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
