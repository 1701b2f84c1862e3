// Requests for messages that OpenAI's API can express as well.

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
