// Generators of requests and answers that both protocols can express, and of the ways in which JSON may write them.

import fc from "fast-check";

type Members = Record<string, unknown>;

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const CACHES = [undefined, { type: "ephemeral" }, { type: "ephemeral", ttl: "1h" }];

const text = fc.oneof(
  fc.string({ minLength: 1, unit: "grapheme" }),
  fc.constantFrom("x", 'say "hi"\n', "\\u0041\\", "\u2028 é 😀", "a\tb\u0001", "[DONE]", "data: x\n\n"),
);
const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/);
const temperature = fc.constantFrom(0, 0.5, 0.7, 1);
const number = fc.oneof(fc.integer(), fc.constantFrom(0, -1.5, 1e21, 3.14));
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.array(number, { maxLength: 3 }));
const object = fc.dictionary(fc.oneof(word, text), value, { maxKeys: 4 }).map((members) => ({ ...members }));
const schema = fc
  .dictionary(word, fc.constantFrom({ type: "string" }, { type: "integer" }), { maxKeys: 3 })
  .map((properties) => ({
    type: "object",
    properties,
  }));
const image = fc.constantFrom("https://example.com/a.png?b=1&c=%20", `data:image/png;base64,${PIXEL}`);
const id = fc.uuid();

/** The members that `make` gives, some of them left out. */
function some(make: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Members> {
  return fc.record(make, { requiredKeys: [] });
}

function plain(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, one]) => one !== undefined));
}

/** What JSON makes of a body. */
function asJson(body: Members): Members {
  return JSON.parse(JSON.stringify(body)) as Members;
}

/** A tool in no protocol's form. */
interface Tool {
  name: string;
  description?: string;
  schema?: Members;
  strict?: boolean;
  cache?: Members;
}

const tool: fc.Arbitrary<Tool> = fc
  .record({
    name: word,
    description: fc.option(text, { nil: undefined }),
    schema: fc.option(schema, { nil: undefined }),
    strict: fc.constantFrom(undefined, true),
    cache: fc.constantFrom(...CACHES),
  })
  .map((made) => plain(made as unknown as Members) as unknown as Tool);

/** One exchange with tools: calls, and what they have answered. */
interface Round {
  said: string;
  calls: { id: string; name: string; input: Members; answer: string; image: string | null }[];
}

const round: fc.Arbitrary<Round> = fc.record({
  said: fc.oneof(text, fc.constant("")),
  calls: fc.array(fc.record({ id, name: word, input: object, answer: text, image: fc.option(image) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const part = fc.oneof(
  fc.record({ text, cache: fc.constantFrom(...CACHES) }),
  image.map((url) => ({ image: url })),
  fc.option(text, { nil: undefined }).map((name) => ({ file: "data:application/pdf;base64,JVBERi0xLjQK", name })),
);

interface Said {
  user: string | Members[];
  rounds: Round[];
  assistant: string[];
}

const said: fc.Arbitrary<Said> = fc.record({
  user: fc.oneof(text, fc.array(part as fc.Arbitrary<Members>, { minLength: 1, maxLength: 4 })),
  rounds: fc.array(round, { maxLength: 2 }),
  assistant: fc.array(text, { minLength: 1, maxLength: 2 }),
});

const system = fc.array(fc.record({ text, cache: fc.constantFrom(...CACHES), isPlain: fc.boolean() }), {
  maxLength: 3,
});
const choice = fc.constantFrom(undefined, "auto", "none", "required", "one");

/** A chat request of OpenAI's of which nothing is lost on the way to Anthropic and back. */
export const openAiRequest: fc.Arbitrary<Members> = fc
  .record({
    settings: some({
      ...{ temperature, top_p: temperature, stream: fc.boolean(), user: word },
      ...{ service_tier: fc.constantFrom("auto", "default"), stop: fc.oneof(text, fc.array(text, { maxLength: 4 })) },
      parallel_tool_calls: fc.boolean(),
    }),
    limit: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
    format: fc.option(schema, { nil: undefined }),
    effort: fc.constantFrom(undefined, undefined, "low", "medium", "high"),
    ...{
      system,
      choice,
      tools: fc.array(tool, { maxLength: 3 }),
      turns: fc.array(said, { minLength: 1, maxLength: 3 }),
    },
  })
  .map(({ settings, limit, format, effort, tools, choice, system, turns }) => {
    // What thinks has no temperature, calls no tool by force, and needs room; a loop of tools would need its thoughts.
    const thinks =
      effort !== undefined && choice !== "required" && choice !== "one" && turns.at(-1)?.assistant.length !== 0;
    const { temperature, top_p, ...others } = settings;
    return plain({
      model: "m",
      ...others,
      ...(thinks
        ? { reasoning_effort: effort, max_completion_tokens: 50_000 }
        : { temperature, top_p, max_tokens: limit }),
      response_format: format && { type: "json_schema", json_schema: { name: "n", schema: format } },
      tools: tools.map(openAiTool),
      tool_choice: choice === "one" ? { type: "function", function: { name: tools[0]?.name ?? "none" } } : choice,
      messages: [
        ...system.map(({ text, cache, isPlain }) => ({
          role: isPlain ? "system" : "developer",
          content: isPlain && cache === undefined ? text : [plain({ type: "text", text, cache_control: cache })],
        })),
        ...turns.flatMap(openAiMessages),
        { role: "user", content: "And now?" },
      ],
    });
  })
  .map(asJson);

function openAiTool({ name, description, schema: parameters, strict, cache }: Tool): Members {
  return plain({ type: "function", function: plain({ name, description, parameters, strict }), cache_control: cache });
}

function openAiMessages({ user, rounds, assistant }: Said): Members[] {
  return [
    { role: "user", content: typeof user === "string" ? user : user.map(openAiPart) },
    ...rounds.flatMap(({ said, calls }) => [
      {
        role: "assistant",
        content: said === "" ? null : said,
        tool_calls: calls.map(({ id, name, input }) => ({
          ...{ id, type: "function" },
          function: { name, arguments: JSON.stringify(input) },
        })),
      },
      ...calls.map(({ id, answer, image }) => ({
        ...{ role: "tool", tool_call_id: id },
        content: image === null ? answer : [{ type: "text", text: answer }, openAiPart({ image })],
      })),
    ]),
    {
      role: "assistant",
      content: assistant.length === 1 ? assistant[0] : assistant.map((one) => ({ type: "text", text: one })),
    },
  ];
}

function openAiPart({ text, cache, image, file, name }: Members): Members {
  if (image !== undefined) return { type: "image_url", image_url: { url: image } };
  if (file !== undefined) return { type: "file", file: plain({ filename: name, file_data: file }) };
  return plain({ type: "text", text, cache_control: cache });
}

/** A request for a message of Anthropic's of which nothing is lost on the way to a chat and back. */
export const anthropicRequest: fc.Arbitrary<Members> = fc
  .record({
    settings: some({
      ...{ temperature, top_p: temperature, stream: fc.boolean(), stop_sequences: fc.array(text, { maxLength: 4 }) },
      ...{ service_tier: fc.constantFrom("auto", "standard_only"), metadata: word.map((user_id) => ({ user_id })) },
    }),
    limit: fc.integer({ min: 1, max: 100_000 }),
    format: fc.option(schema, { nil: undefined }),
    budget: fc.option(fc.integer({ min: 1024, max: 40_000 }), { nil: undefined }),
    isSerial: fc.constantFrom(undefined, true, false),
    ...{
      system,
      choice,
      tools: fc.array(tool, { maxLength: 3 }),
      turns: fc.array(said, { minLength: 1, maxLength: 3 }),
    },
  })
  .map(({ settings, limit, format, budget, isSerial, tools, choice, system, turns }) => {
    const thinks = budget !== undefined && choice !== "required" && choice !== "one";
    const { temperature, top_p, ...others } = settings;
    const type = choice === "required" ? "any" : choice === "one" ? "tool" : (choice ?? "auto");
    const named = choice === "one" ? { name: tools[0]?.name ?? "none" } : {};
    return plain({
      model: "m",
      ...others,
      max_tokens: thinks ? 50_000 : limit,
      ...(thinks ? { thinking: { type: "enabled", budget_tokens: budget } } : { temperature, top_p }),
      output_config: format && { format: { type: "json_schema", schema: format } },
      tools: tools.map(anthropicTool),
      tool_choice:
        choice === undefined && isSerial === undefined
          ? undefined
          : plain({ type, ...named, disable_parallel_tool_use: isSerial }),
      system: system.map(({ text, cache }) => plain({ type: "text", text, cache_control: cache })),
      messages: [...turns.flatMap(anthropicMessages), { role: "user", content: "And now?" }],
    });
  })
  .map(asJson);

function anthropicTool({ name, description, schema: input_schema, strict, cache }: Tool): Members {
  return plain({ name, description, input_schema: input_schema ?? { type: "object" }, strict, cache_control: cache });
}

function anthropicMessages({ user, rounds, assistant }: Said): Members[] {
  return [
    { role: "user", content: typeof user === "string" ? user : user.map(anthropicBlock) },
    ...rounds.flatMap(({ said, calls }) => [
      {
        role: "assistant",
        content: [
          ...(said === "" ? [] : [{ type: "text", text: said }]),
          ...calls.map(({ id, name, input }) => ({ type: "tool_use", id, name, input })),
        ],
      },
      {
        role: "user",
        content: calls.map(({ id, answer, image }) => ({
          ...{ type: "tool_result", tool_use_id: id },
          content: image === null ? answer : [{ type: "text", text: answer }, anthropicBlock({ image })],
        })),
      },
    ]),
    {
      role: "assistant",
      content: assistant.length === 1 ? assistant[0] : assistant.map((one) => ({ type: "text", text: one })),
    },
  ];
}

function anthropicBlock({ text, cache, image, file, name }: Members): Members {
  if (image !== undefined) return { type: "image", source: sourceOf(String(image)) };
  if (file !== undefined) return plain({ type: "document", source: sourceOf(String(file)), title: name });
  return plain({ type: "text", text, cache_control: cache });
}

function sourceOf(url: string): Members {
  const [, media_type, data] = /^data:([^;]*);base64,(.*)$/.exec(url) ?? [];
  return data === undefined ? { type: "url", url } : { type: "base64", media_type, data };
}

const count = fc.integer({ min: 0, max: 1_000_000 });
const spoken = fc.record({
  thinking: fc.option(text, { nil: undefined }),
  texts: fc.array(text, { maxLength: 3 }),
  calls: fc.array(fc.record({ id, name: word, input: object }), { maxLength: 3 }),
  ...{ input: count, cached: count, written: count, output: count },
});

/** A completion of OpenAI's. */
export const completion: fc.Arbitrary<Members> = fc
  .record({ spoken, finish: fc.constantFrom("stop", "length", "tool_calls", "content_filter") })
  .map(({ spoken: { thinking, texts, calls, input, cached, written, output }, finish }) => ({
    ...{ id: "chatcmpl-1", object: "chat.completion", created: 1, model: "m" },
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? "tool_calls" : finish,
        message: plain({
          ...{ role: "assistant", content: texts.length === 0 ? null : texts.join(""), reasoning_content: thinking },
          tool_calls: calls.map(({ id, name, input }) => ({
            ...{ id, type: "function" },
            function: { name, arguments: JSON.stringify(input) },
          })),
        }),
      },
    ],
    usage: {
      prompt_tokens: input + cached + written,
      completion_tokens: output,
      total_tokens: input + cached + written + output,
      prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    },
  }))
  .map(asJson);

/** A message of Anthropic's. */
export const message: fc.Arbitrary<Members> = fc
  .record({ spoken, stop: fc.constantFrom("end_turn", "max_tokens", "refusal", "stop_sequence", "pause_turn") })
  .map(({ spoken: { thinking, texts, calls, input, cached, written, output }, stop }) => ({
    ...{ id: "msg_1", type: "message", role: "assistant", model: "m", stop_sequence: null },
    content: [
      ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature: "s" }]),
      ...texts.map((one) => ({ type: "text", text: one })),
      ...calls.map((call) => ({ type: "tool_use", ...call })),
    ],
    stop_reason: calls.length > 0 ? "tool_use" : stop,
    usage: {
      ...{ input_tokens: input, cache_read_input_tokens: cached },
      ...{ cache_creation_input_tokens: written, output_tokens: output },
    },
  }))
  .map(asJson);

/** Ways to write JSON: all mean the same. */
export interface Spelling {
  indent: number;
  isEscaped: boolean;
  /** Each member of the top comes twice, first with another value. */
  isTwice: boolean;
}

export const spelling: fc.Arbitrary<Spelling> = fc.record({
  indent: fc.constantFrom(0, 0, 2),
  isEscaped: fc.boolean(),
  isTwice: fc.boolean(),
});

/** Writes a body. */
export function spell(body: Members, { indent, isEscaped, isTwice }: Spelling): string {
  let json = JSON.stringify(body, null, indent);
  if (isEscaped) {
    json = json.replace(/[^\x00-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
    json = json.replaceAll("/", "\\/");
  }
  if (!isTwice) return json;
  const before = Object.keys(body).map((name) => `${JSON.stringify(name)}:[{"other":1}]`);
  return before.length === 0 ? json : `{${before.join(",")},${json.trimStart().slice(1)}`;
}
