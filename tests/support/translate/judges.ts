// What must be true of all that a translator writes, whatever it read.

import assert from "node:assert/strict";

type Members = Record<string, any>;

/** The value of a JSON text; with names that come once, unless `isLax`. */
export function readJson(bytes: Uint8Array, isLax = false): any {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const value: unknown = JSON.parse(text);
  if (!isLax) assert.equal(repeatedName(text), null, `a name that comes twice in ${text}`);
  return value;
}

/** A name that an object of these JSON texts has twice, or one that is no JSON; null if there is none. */
export function repeatedName(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gsu;
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined) {
      const name = nameOf(token.slice(0, -colon.length));
      const names = open.at(-1);
      if (name === null || names?.has(name) === true) return token;
      names?.add(name);
    }
  }
  return null;
}

function nameOf(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}

/** An error of OpenAI's. */
export function judgeOpenAiError(error: Members): void {
  assert.deepEqual(Object.keys(error), ["error"]);
  const { message, type, param, code } = error["error"] as Members;
  assert.ok(isFilled(message) && isFilled(type), JSON.stringify(error));
  assert.ok(param === null || isFilled(param), JSON.stringify(error));
  assert.ok(code === null || typeof code === "string", JSON.stringify(error));
}

/** An error of Anthropic's. */
export function judgeAnthropicError(error: Members): void {
  assert.equal(error["type"], "error");
  const { message, type } = error["error"] as Members;
  assert.ok(isFilled(message), JSON.stringify(error));
  assert.match(type, /^[a-z]+(_[a-z]+)*$/);
}

/** A request for a message, as Anthropic is sent it. */
export function judgeMessageRequest(body: Members): void {
  assert.ok(Array.isArray(body["messages"]));
  for (const { role, content } of body["messages"] as Members[]) {
    assert.ok(role === "user" || role === "assistant", `role ${role}`);
    assert.ok(typeof content === "string" || (Array.isArray(content) && content.length > 0), JSON.stringify(content));
    if (typeof content === "string") continue;
    for (const block of content as Members[]) {
      assert.equal(typeof block["type"], "string", JSON.stringify(block));
      if (block["type"] === "tool_use") assert.ok(isObject(block["input"]), JSON.stringify(block));
      if (block["type"] === "text") assert.ok(isFilled(block["text"]), "an empty text");
    }
  }
  const { system, max_tokens: limit, thinking, tools } = body;
  assert.ok(limit !== undefined && limit !== null, "no max_tokens");
  assert.ok(
    system === undefined || isFilled(system) || (Array.isArray(system) && system.length > 0),
    "an empty system",
  );
  const budget: unknown = isObject(thinking) ? thinking["budget_tokens"] : undefined;
  if (typeof budget === "number" && typeof limit === "number") assert.ok(budget < limit, `${budget} of ${limit}`);
  if (tools !== undefined) assert.ok(Array.isArray(tools) && tools.length > 0, "no tools");
}

/** A chat, as OpenAI is sent it. */
export function judgeChatRequest(body: Members): void {
  assert.ok(Array.isArray(body["messages"]));
  for (const message of body["messages"] as Members[]) {
    assert.match(message["role"], /^(system|user|assistant|tool)$/);
    const { content, tool_calls: calls } = message;
    const isSaid = typeof content === "string" || (Array.isArray(content) && content.length > 0);
    assert.ok(isSaid || (calls !== undefined && content === null), JSON.stringify(message));
    for (const call of (calls ?? []) as Members[]) judgeCall(call);
    if (message["role"] === "tool") assert.equal(typeof message["tool_call_id"], "string");
  }
  for (const tool of (body["tools"] ?? []) as Members[]) {
    assert.ok(Buffer.byteLength(tool["function"].name) <= 64, tool["function"].name);
    assert.ok(isObject(tool["function"].parameters));
  }
  assert.equal("stream_options" in body, body["stream"] === true);
  if (!("tools" in body)) assert.ok(!("tool_choice" in body));
}

function judgeCall(call: Members): void {
  assert.equal(typeof call["id"], "string");
  assert.equal(call["type"], "function");
  assert.equal(typeof call["function"].name, "string");
  assert.ok(isObject(JSON.parse(call["function"].arguments)), JSON.stringify(call));
}

/** An answer to a chat. */
export function judgeChat(answer: Members): void {
  assert.equal(answer["object"], "chat.completion");
  assert.equal(answer["choices"].length, 1);
  const { message, finish_reason: reason } = answer["choices"][0] as Members;
  assert.equal(message.role, "assistant");
  assert.ok(message.content === null || typeof message.content === "string");
  assert.deepEqual([typeof answer["id"], typeof answer["model"]], ["string", "string"]);
  for (const call of (message.tool_calls ?? []) as Members[]) judgeCall(call);
  judgeThinking(message.thinking_blocks ?? []);
  assert.ok(reason === null || typeof reason === "string");
  judgeChatUsage(answer["usage"]);
}

function judgeChatUsage(usage: Members): void {
  for (const name of ["prompt_tokens", "completion_tokens", "total_tokens"]) {
    assert.ok(Number.isSafeInteger(usage[name]) && usage[name] >= 0, `${name}: ${usage[name]}`);
  }
  assert.equal(usage["total_tokens"], usage["prompt_tokens"] + usage["completion_tokens"]);
}

/** An answer to a request for a message. */
export function judgeMessage(answer: Members): void {
  assert.deepEqual([answer["type"], answer["role"]], ["message", "assistant"]);
  assert.deepEqual([typeof answer["id"], typeof answer["model"]], ["string", "string"]);
  assert.ok(!("error" in answer) && typeof answer["stop_reason"] === "string");
  for (const block of answer["content"] as Members[]) {
    if (block["type"] === "text") assert.ok(isFilled(block["text"]));
    else if (block["type"] === "thinking") assert.ok(isFilled(block["thinking"]) && block["signature"] === "");
    else {
      assert.deepEqual([block["type"], typeof block["id"], typeof block["name"]], ["tool_use", "string", "string"]);
      assert.ok(isObject(block["input"]));
    }
  }
  judgeMessageUsage(answer["usage"]);
}

function judgeMessageUsage(usage: Members): void {
  for (const name of ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"]) {
    assert.ok(Number.isSafeInteger(usage[name]) && usage[name] >= 0, `${name}: ${usage[name]}`);
  }
}

/** The blocks of an event stream; each must end with a blank line, and have no other break than LF. */
function blocksOf(stream: Uint8Array): string[] {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(stream);
  assert.ok(!text.includes("\r"), "a carriage return");
  const blocks = text.split("\n\n");
  assert.equal(blocks.pop(), "", "the last event has no end");
  return blocks;
}

function readData(data: string, isLax: boolean): Members {
  const value: unknown = readJson(Buffer.from(data), isLax);
  assert.ok(isObject(value), data);
  return value;
}

/** A whole stream of a chat. */
export function judgeChatStream(stream: Uint8Array, isLax: boolean): void {
  const blocks = blocksOf(stream);
  assert.equal(blocks.pop(), "data: [DONE]", "the end");
  let isBegun = false;
  let isFinished = false;
  for (const [i, block] of blocks.entries()) {
    assert.match(block, /^data: [^\n]*$/);
    const chunk = readData(block.slice(6), isLax);
    if ("error" in chunk) {
      judgeOpenAiError(chunk);
      assert.equal(i, blocks.length - 1, "an error ends the stream");
      return;
    }
    assert.equal(chunk["object"], "chat.completion.chunk");
    assert.deepEqual([typeof chunk["id"], typeof chunk["model"]], ["string", "string"]);
    for (const choice of chunk["choices"] as Members[]) {
      judgeDelta(choice["delta"]);
      assert.equal(choice["delta"].role, isBegun ? undefined : "assistant");
      assert.ok(!isFinished, "nothing comes behind the reason");
      isBegun = true;
      isFinished = choice["finish_reason"] !== null;
    }
    if (isObject(chunk["usage"])) judgeChatUsage(chunk["usage"]);
  }
  assert.ok(isFinished, "a reason, or an error");
}

function judgeDelta(delta: Members): void {
  for (const name of ["content", "reasoning_content"]) {
    if (name in delta) assert.ok("role" in delta || isFilled(delta[name]), JSON.stringify(delta));
  }
  for (const { index, id, function: part } of (delta["tool_calls"] ?? []) as Members[]) {
    assert.ok(Number.isSafeInteger(index) && typeof part.arguments === "string", JSON.stringify(delta));
    assert.ok((typeof id === "string") === (typeof part.name === "string"), JSON.stringify(delta));
  }
  judgeThinking(delta["thinking_blocks"] ?? []);
}

function judgeThinking(blocks: Members[]): void {
  for (const { index, type, ...rest } of blocks) {
    assert.match(type, /^(redacted_)?thinking$/);
    assert.ok(index === undefined || Number.isSafeInteger(index), JSON.stringify(blocks));
    for (const text of Object.values(rest)) assert.equal(typeof text, "string", JSON.stringify(blocks));
  }
}

/** A whole stream of a message. */
export function judgeMessageStream(stream: Uint8Array, isLax: boolean): void {
  const events = blocksOf(stream).map((block) => {
    const [, type, data] = /^event: ([a-z_]+)\ndata: ([^\n]*)$/.exec(block) ?? assert.fail(block);
    const event = readData(data!, isLax);
    assert.equal(event["type"], type);
    return event;
  });
  const last = events.pop()!;
  assert.match(last["type"], /^(message_stop|error)$/);
  if (last["type"] === "error") judgeAnthropicError(last);
  judgeOrder(events, last["type"] === "error");
}

function judgeOrder(events: Members[], isBroken: boolean): void {
  let open: string | null = null;
  let count = 0;
  for (const [i, event] of events.entries()) {
    const type = event["type"] as string;
    assert.equal(type === "message_start", i === 0, `${type} at ${i}`);
    if (type === "message_start") judgeStart(event["message"]);
    if (type === "ping" || type === "message_start") continue;
    if (type === "content_block_start") {
      assert.equal(open, null, "one block is open at a time");
      assert.equal(event["index"], count++);
      open = event["content_block"].type;
    } else if (type === "content_block_delta") {
      const { type: kind, ...delta } = event["delta"] as Members;
      assert.equal(kind, { text: "text_delta", thinking: "thinking_delta", tool_use: "input_json_delta" }[open!]);
      assert.equal(event["index"], count - 1);
      assert.ok(isFilled(Object.values(delta)[0]), "an empty delta");
    } else if (type === "content_block_stop") {
      assert.ok(open !== null && event["index"] === count - 1);
      open = null;
    } else {
      assert.deepEqual([type, open, i], ["message_delta", null, events.length - 1]);
      assert.equal(typeof event["delta"].stop_reason, "string");
      judgeMessageUsage(event["usage"]);
    }
  }
  if (!isBroken) assert.equal(events.at(-1)?.["type"], "message_delta");
}

function judgeStart(message: Members): void {
  assert.deepEqual([message["type"], message["role"], message["content"]], ["message", "assistant", []]);
  assert.deepEqual([typeof message["id"], typeof message["model"]], ["string", "string"]);
  assert.deepEqual([message["stop_reason"], message["stop_sequence"]], [null, null]);
  judgeMessageUsage(message["usage"]);
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value.length > 0;
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
