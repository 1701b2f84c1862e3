// Chat requests that Anthropic's API can express as well.

import fc from "fast-check";
import {
  asJson,
  choice,
  plain,
  said,
  schema,
  some,
  system,
  temperature,
  text,
  tool,
  word,
  type Said,
  type Tool,
} from "./arbitrary-chat.ts";
import type { Members } from "./json-values.ts";

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
