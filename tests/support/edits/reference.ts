// What edits of answers come to, worked out on parsed documents: written apart from the filter, which edits bytes.

export type Mode = "passthrough" | "ignore" | "concat";

/** What a configuration asks for. */
export interface Edits {
  promoteThinkingOnEmpty: boolean;
  reasoningContentMode: Mode;
}

type Members = Record<string, unknown>;
type Choice = Members & { index?: number };
type Verdict = "open" | "thinking" | "settled" | "promoted";

/** What the client must get of an answer's documents: of the whole one, or of the data of a stream's events. */
export function expectDocuments(documents: unknown[], isStream: boolean, edits: Edits): unknown[] {
  const copies = structuredClone(documents);
  const part = isStream ? "delta" : "message";
  if (edits.promoteThinkingOnEmpty && edits.reasoningContentMode !== "concat") promote(copies, part);
  const open = new Set<number>();
  for (const [choice, index] of copies.flatMap(choicesOf)) {
    const message = choice[part];
    if (!isObject(message)) continue;
    const isEnd = !isStream || typeof choice.finish_reason === "string";
    if (edits.reasoningContentMode === "ignore") drop(message);
    if (edits.reasoningContentMode === "concat") join(message, index, isEnd, open);
  }
  return copies;
}

/** What a message says, as two texts, whatever it looks like: nothing of it may be lost. */
export function textsOf(documents: unknown[], part: "delta" | "message"): string {
  const messages = documents.flatMap(choicesOf).map(([choice]) => choice[part]);
  return messages.map((message) => (isObject(message) ? reasoningOf(message) + contentOf(message) : "")).join("");
}

function promote(documents: unknown[], part: string): void {
  const verdicts = new Map<number, Verdict>();
  for (const document of documents) {
    if (!isObject(document) || !Array.isArray(document.choices)) {
      settle(verdicts, "settled");
      continue;
    }
    for (const [choice, index] of choicesOf(document)) {
      const before = verdicts.get(index) ?? "open";
      if (before === "settled" || before === "promoted") continue;
      verdicts.set(index, judge(choice, part, before));
    }
  }
  settle(verdicts, "promoted");
  for (const [choice, index] of documents.flatMap(choicesOf)) {
    const message = choice[part];
    const isPromoted = verdicts.get(index) === "promoted" && isObject(message) && isBlank(message);
    if (!isPromoted || reasoningOf(message) === "") continue;
    message.content = reasoningOf(message);
    drop(message);
  }
}

function judge(choice: Choice, part: string, before: Verdict): Verdict {
  const message = isObject(choice[part]) ? choice[part] : {};
  if (!isBlank(message) || callsOf(message)) return "settled";
  const isThinking = before === "thinking" || reasoningOf(message) !== "";
  const isEnd = part === "message" || typeof choice.finish_reason === "string";
  if (isEnd) return isThinking ? "promoted" : "settled";
  return isThinking ? "thinking" : "open";
}

function settle(verdicts: Map<number, Verdict>, verdict: Verdict): void {
  for (const [index, before] of verdicts) if (before === "thinking") verdicts.set(index, verdict);
}

function join(message: Members, index: number, isEnd: boolean, open: Set<number>): void {
  const { content } = message;
  if (content !== undefined && content !== null && typeof content !== "string") return;
  const reasoning = reasoningOf(message);
  const before = open.has(index);
  let text = reasoning === "" ? "" : `${before ? "" : "<think>\n"}${reasoning}`;
  const isThinking = before || reasoning !== "";
  const isClosed = isThinking && (isEnd || callsOf(message) || contentOf(message) !== "");
  if (isClosed) text += "\n</think>\n";
  if (text !== "") message.content = text + contentOf(message);
  drop(message);
  if (isThinking && !isClosed) open.add(index);
  else open.delete(index);
}

function drop(message: Members): void {
  delete message.reasoning_content;
  delete message.reasoning;
}

function reasoningOf({ reasoning_content, reasoning }: Members): string {
  const texts = [reasoning_content, reasoning].filter((text) => typeof text === "string" && text !== "");
  return (texts[0] ?? "") as string;
}

function contentOf({ content }: Members): string {
  return typeof content === "string" ? content : "";
}

function isBlank({ content }: Members): boolean {
  if (content === undefined || content === null) return true;
  return typeof content === "string" && /^[ \n\r\t\f]*$/.test(content);
}

function callsOf({ tool_calls, function_call }: Members): boolean {
  return [tool_calls, function_call].some((calls) => isContainer(calls) && Object.keys(calls).length > 0);
}

function choicesOf(document: unknown): [Choice, number][] {
  if (!isObject(document) || !Array.isArray(document.choices)) return [];
  const choices = document.choices as unknown[];
  return choices.flatMap((choice, i): [Choice, number][] =>
    isObject(choice) ? [[choice, typeof choice.index === "number" ? choice.index : i]] : [],
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isObject(value: unknown): value is Members {
  return isContainer(value) && !Array.isArray(value);
}
