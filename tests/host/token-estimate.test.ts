// The estimate of a prompt's tokens against counts: of OpenAI for recorded requests, of many providers for the texts that
// they wrote, and of OpenAI's vocabularies for texts in many scripts. It is to be within −30 % and +50 %.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Translators } from "../support/translate/translate.ts";

type Members = Record<string, any>;

const FIXTURES = new URL("../fixtures/", import.meta.url);
const CASSETTES = new URL("openai-cassettes/", FIXTURES);
/** What of a request is no text, and cannot be asked of Anthropic. */
const BEYOND = ["chat-audio-to-text", "chat-web-search"];
/** What stands around a single message. */
const AROUND = 7;

const translators = new Translators();

function estimate(body: Members): number {
  translators.begin("count-tokens");
  const { status, body: answer } = translators.request(JSON.stringify(body));
  assert.equal(status, 0, answer.toString());
  return JSON.parse(answer.toString()).input_tokens;
}

function estimateText(text: string): number {
  return estimate({ messages: [{ role: "user", content: text }] }) - AROUND;
}

function assertNear(found: number, counted: number, what: string): void {
  const ratio = found / counted;
  assert.ok(ratio >= 0.7 && ratio <= 1.5, `${what}: ${found} instead of ${counted}, ${ratio.toFixed(2)} times as many`);
}

function read(url: URL): Members {
  return JSON.parse(readFileSync(url, "utf8"));
}

/** A chat as a request for a message, as far as these use it. */
function asMessages(chat: Members): Members {
  const turns = chat["messages"] as Members[];
  const isSystem = (turn: Members) => ["system", "developer"].includes(turn["role"]);
  const tools = ((chat["tools"] ?? []) as Members[]).map(({ function: { name, description, parameters } }) => {
    return { name, description, input_schema: parameters };
  });
  return {
    system: turns.filter(isSystem).map(({ content }) => ({ type: "text", text: content })),
    messages: turns
      .filter((turn) => !isSystem(turn))
      .map(({ role, content }) => ({ role, content: asBlocks(content) })),
    tools,
    output_config: { format: chat["response_format"]?.json_schema },
  };
}

function asBlocks(content: string | Members[]): unknown {
  if (typeof content === "string") return content;
  return content.map((part) => {
    if (part["type"] === "text") return part;
    const url = part["image_url"].url as string;
    const [, media_type, data] = /^data:(.*);base64,(.*)$/.exec(url) ?? [];
    return { type: "image", source: data === undefined ? { type: "url", url } : { type: "base64", media_type, data } };
  });
}

describe("level host: the estimate of a prompt's tokens", () => {
  it("is near what OpenAI counted of recorded requests", () => {
    let count = 0;
    for (const file of readdirSync(CASSETTES)) {
      const name = /^(.*chat.*)\.request\.json$/.exec(file)?.[1];
      const answer = new URL(`${name}.answer.json`, CASSETTES);
      if (name === undefined || BEYOND.includes(name) || !existsSync(answer)) continue;
      const counted: number | undefined = read(answer)["usage"]?.prompt_tokens;
      const chat = read(new URL(file, CASSETTES));
      if (counted === undefined || !chat["messages"].some(({ role }: Members) => role === "user")) continue;
      assertNear(estimate(asMessages(chat)), counted, name);
      count++;
    }
    assert.ok(count >= 10, `only ${count} requests`);
  });

  it("is near what providers counted of texts that they wrote", () => {
    const files = [
      ...["alibaba/alibaba-text", "deepseek/deepseek-text", "groq/groq-text", "mistral/mistral-text"],
      ...["openai/openai-text", "perplexity/perplexity-text", "perplexity/perplexity-citations"],
    ];
    for (const file of files) {
      const { choices, usage } = read(new URL(`recorded/${file}.json`, FIXTURES));
      assertNear(estimateText(choices[0].message.content), usage.completion_tokens, file);
    }
    const { content, usage } = read(new URL("recorded/anthropic/anthropic-json-output-format.1.json", FIXTURES));
    assertNear(estimateText(content[0].text), usage.output_tokens, "anthropic");
  });

  it("is near what the vocabulary of OpenAI's models makes of texts in many scripts, and of what is no text", () => {
    const texts = Object.entries<Members>(read(new URL("token-counts/counts.json", FIXTURES)));
    for (const [name, { text, o200k }] of texts) assertNear(estimateText(text), o200k, name);
    assert.ok(texts.length > 30);
  });

  it("counts each part of a prompt", () => {
    const text = "word ".repeat(100);
    const blocks = [
      { type: "text", text },
      { type: "tool_result", tool_use_id: "t", content: text },
      { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text }] },
      { type: "tool_use", id: "t", name: "n", input: { text } },
      { type: "document", source: { type: "text", data: text } },
      { type: "document", source: { type: "content", content: [{ type: "text", text }] } },
      { type: "search_result", title: "t", source: "s", content: [{ type: "text", text }] },
    ];
    for (const block of blocks)
      assertNear(estimate({ messages: [{ role: "user", content: [block] }] }), 105, block.type);
    const messages = [{ role: "user", content: "x" }];
    assertNear(estimate({ messages, system: text }), 110, "system");
    assertNear(estimate({ messages, system: [{ type: "text", text }] }), 110, "blocks of the system");
    assertNear(estimate({ messages, tools: [{ name: "n", description: text, input_schema: {} }] }), 130, "tool");
    const thinking = { type: "thinking", thinking: text, signature: "s" };
    assert.ok(estimate({ messages: [{ role: "assistant", content: [thinking] }] }) < 10, "thinking is not sent again");
  });

  it("knows the size of images", () => {
    const image = (head: Buffer): number => {
      const source = {
        type: "base64",
        media_type: "image/png",
        data: Buffer.concat([head, Buffer.alloc(40)]).toString("base64"),
      };
      return estimate({ messages: [{ role: "user", content: [{ type: "image", source }] }] }) - AROUND;
    };
    const png = Buffer.from("89504e470d0a1a0a0000000d49484452000002ee000003e8", "hex"); // 750 × 1000
    assert.equal(image(png), 1000);
    assert.equal(image(Buffer.concat([Buffer.from("GIF89a"), Buffer.from("ee02e803", "hex")])), 1000);
    const exif = Buffer.concat([Buffer.from("ffd8ffe10064", "hex"), Buffer.alloc(98)]);
    assert.equal(image(Buffer.concat([exif, Buffer.from("ffc2001108" + "03e8" + "02ee", "hex")])), 1000, "JPEG");
    const webp = (rest: string) => Buffer.concat([Buffer.from("RIFF0000WEBPVP8"), Buffer.from(rest, "hex")]);
    assert.equal(image(webp("580a00000000000000ed0200e70300")), 1000, "WebP");
    assert.equal(image(webp("200a0000000000009d012aee02e803")), 1000, "lossy WebP");
    assert.equal(image(webp("4c0a0000002fedc2f900000000")), 1000, "lossless WebP");
    assert.equal(image(Buffer.from("x")), 1600, "unknown");
    assert.equal(image(Buffer.from("89504e470d0a1a0a0000000d494844520000ffff0000ffff", "hex")), 1600, "large");
  });
});
