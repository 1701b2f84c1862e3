// What an exchange's record must say of its answer, worked out from the answer's documents. No code of the filter's is used.

import {
  CALL_NAMES,
  CALL_TYPES,
  END_STATES,
  FINISH_REASONS,
  MODELS,
  NUMBERS,
  STATES,
  type NumberField,
} from "./fields.ts";

/** The members of a record that follow from the answer; unknown ones are left out. */
export interface AnswerMembers {
  "http.response.status_code"?: number;
  "error.type"?: string;
  "gen_ai.response.model"?: string;
  "gen_ai.response.finish_reasons"?: string[];
  "aisle.tool_calls"?: number;
  "gen_ai.usage.input_tokens"?: number;
  "gen_ai.usage.output_tokens"?: number;
  "aisle.usage.total_tokens"?: number;
  "gen_ai.usage.cache_read.input_tokens"?: number;
  "gen_ai.usage.cache_creation.input_tokens"?: number;
  "aisle.usage.reasoning_tokens"?: number;
  "aisle.usage"?: "unknown";
}

/** Those that tell tokens, or that they are not known. */
export const USAGE_MEMBERS = [
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "aisle.usage.total_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "aisle.usage.reasoning_tokens",
  "aisle.usage",
] as const satisfies readonly (keyof AnswerMembers)[];

/** The names of all members that this oracle judges. */
export const JUDGED: readonly (keyof AnswerMembers)[] = [
  "http.response.status_code",
  "error.type",
  "gen_ai.response.model",
  "gen_ai.response.finish_reasons",
  "aisle.tool_calls",
  ...USAGE_MEMBERS,
];

/** What the record must say of an answer with these documents: one if it is whole, one for each event of a stream. */
export function expectMembers(documents: unknown[], status: number, isStream: boolean): AnswerMembers {
  const failsInStream = isStream && documents.some(tellsError);
  return withoutUnknown({
    "http.response.status_code": status,
    "error.type": status >= 400 ? String(status) : failsInStream ? "stream_error" : undefined,
    "gen_ai.response.model": textsAt(documents, MODELS).at(-1),
    "gen_ai.response.finish_reasons": finishReasons(documents),
    "aisle.tool_calls": countCalls(documents) || undefined,
    ...tokens(readNumbers(documents)),
  });
}

type Numbers = Partial<Record<NumberField, number>>;

/** For each field the last number that is said; what is embedded is the sum of one document. */
function readNumbers(documents: unknown[]): Numbers {
  const said: Numbers = {};
  for (const document of documents) {
    for (const { field, path } of NUMBERS) {
      const values = valuesAt(document, path).filter(isCount);
      if (values.length === 0) continue;
      said[field] = field === "embedded" ? values.reduce((sum, value) => sum + value) : values.at(-1);
    }
  }
  return said;
}

function tokens(said: Numbers): AnswerMembers {
  const input = readInput(said);
  const reasoning = said.reasoning ?? said.thoughts;
  const output = addReasoning(said, input, sumOfKnown(said.output, said.thoughts) ?? said.billedOutput);
  const members: AnswerMembers = withoutUnknown({
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
    "aisle.usage.total_tokens":
      said.total ?? (input === undefined || output === undefined ? undefined : input + output),
    "gen_ai.usage.cache_read.input_tokens": said.cached ?? said.cacheRead,
    "gen_ai.usage.cache_creation.input_tokens": said.written ?? said.cacheCreation,
    "aisle.usage.reasoning_tokens": reasoning,
  });
  return Object.keys(members).length > 0 ? members : { "aisle.usage": "unknown" };
}

/** All tokens of the input: those out of the cache, those written to it, and what the provider's own tools brought. */
function readInput(said: Numbers): number | undefined {
  const { uncached, cacheRead = 0, cacheCreation = 0 } = said;
  const whole = uncached === undefined ? undefined : uncached + cacheRead + cacheCreation;
  return sumOfKnown(said.prompt ?? whole ?? said.billedInput ?? said.embedded, said.toolUse);
}

/** xAI's chats count reasoning beside the output, all others within it; the total tells which. */
function addReasoning(said: Numbers, input = 0, output?: number): number | undefined {
  const { reasoning = 0, total } = said;
  if (output === undefined || reasoning === 0 || total !== input + output + reasoning) return output;
  return output + reasoning;
}

function finishReasons(documents: unknown[]): string[] | undefined {
  const reasons = documents.flatMap((document) => [
    ...textsAt([document], FINISH_REASONS),
    ...textsAt([document], STATES).filter((state) => END_STATES.includes(state)),
  ]);
  return reasons.length === 0 ? undefined : [...new Set(reasons)];
}

function countCalls(documents: unknown[]): number {
  const typed = Object.entries(CALL_TYPES).flatMap(([path, types]) =>
    textsAt(documents, [path]).filter((type) => types.includes(type)),
  );
  return textsAt(documents, CALL_NAMES).length + typed.length;
}

function tellsError(document: unknown): boolean {
  const [error] = valuesAt(document, "error");
  const isError = isObject(error) || (typeof error === "string" && error !== "");
  return isError || valuesAt(document, "response.error").some(isObject) || valuesAt(document, "type")[0] === "error";
}

function textsAt(documents: unknown[], paths: string[]): string[] {
  const values = documents.flatMap((document) => paths.flatMap((path) => valuesAt(document, path)));
  return values.filter((value): value is string => typeof value === "string" && value !== "");
}

/** A member's name, and whether its elements are meant. */
interface Step {
  name: string;
  isEach: boolean;
}

const STEPS = new Map<string, Step[]>();

function stepsOf(path: string): Step[] {
  const known = STEPS.get(path);
  if (known !== undefined) return known;
  const steps = path.split(".").map((step) => ({ name: step.replace("[]", ""), isEach: step.endsWith("[]") }));
  STEPS.set(path, steps);
  return steps;
}

/** The values at a path, in the order of the document. */
export function valuesAt(document: unknown, path: string): unknown[] {
  let values = [document];
  for (const { name, isEach } of stepsOf(path)) {
    values = values.flatMap((value) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []));
    if (isEach) values = values.filter(Array.isArray).flat();
    if (values.length === 0) break;
  }
  return values;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function sumOfKnown(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

function withoutUnknown(members: AnswerMembers): AnswerMembers {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
