// What one request can make the filter allocate: a few times its size, whatever it is made of and however many providers there are.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AttemptedExchange } from "../support/emulator/attempts.ts";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { ChatVm, HOLDING, KIB, type Chat } from "../support/memory/chats.ts";

/** Envoy's own limit of a head is 60 KiB. */
const HEAD = 58 * KIB;
const BODY = 512 * KIB;
const MOST = { perByte: 16, besides: 64 * KIB };
const CHAT = "/v1/chat/completions";

const fill = (text: string, size = HEAD) => text.repeat(Math.floor(size / text.length));
const body = (text: string): Partial<Chat> => ({ chunks: [Buffer.from(text)] });

const HEADS: Record<string, Partial<Chat>> = {
  "parameters without a name": { path: `${CHAT}?${fill("&")}` },
  "short parameters": { path: `${CHAT}?${fill("a&")}` },
  "parameters with a credential's name": { path: `${CHAT}?${fill("key&")}` },
  "parameters with a credential's name, escaped": { path: `${CHAT}?${fill("%6bey=1&")}` },
  "escapes in the path": { path: `${fill("%61/")}` },
  "slashes in the path": { path: `/v1/${fill("/")}chat/completions` },
  "a path that nobody knows": { path: `/${fill("x")}` },
  "a path of quotes, which an error must escape": { path: `/${fill('"')}` },
  "an id as long as a head": { path: `${CHAT}/${fill("x")}` },
  "short headers": { headers: Array.from({ length: 6000 }, (_, i): HeaderPair => [`a${i}`, "1"]) },
  "headers that are removed": { headers: Array.from({ length: 3000 }, (_, i): HeaderPair => [`x-aisle-${i}`, "1"]) },
  "one large header": { headers: [["x-large", fill("x")]] },
  "an encoding as long as a head": { headers: [["content-encoding", fill("x")]] },
};

const BODIES: Record<string, Partial<Chat>> = {
  brackets: body(`{"model":"x","messages":[${fill("[],", BODY)}[]]}`),
  "members with short names": body(`{"model":"x",${fill('"a":1,', BODY)}"a":1}`),
  "members with escaped names": body(`{"model":"x",${fill('"\\u0061":1,', BODY)}"a":1}`),
  "a model as long as a body": body(`{"model":"${fill("x", BODY)}"}`),
  "a model of escapes": body(`{"model":"${fill("\\u0061", 4000)}"}`),
  "eight models": body(`{${fill('"model":"x",', 96)}"messages":[]}`),
  spaces: body(`{"model":"x"${fill(" ", BODY)}}`),
  "no JSON": body(fill("\u0000", BODY)),
};

const form = (text: string): Partial<Chat> => ({
  path: "/v1/audio/transcriptions",
  contentType: "multipart/form-data; boundary=b",
  ...body(text),
});
const MODEL_HEAD = 'Content-Disposition: form-data; name="model"\r\n\r\n';

const FORMS: Record<string, Partial<Chat>> = {
  "parts without a head": form(`${fill("--b\r\n\r\n\r\n", BODY)}--b--`),
  "parts whose names are nearly the model's": form(
    `${fill(`--b\r\nX: y\r\n${MODEL_HEAD.replace("l", "")}\r\n`, BODY)}--b--`,
  ),
  "a head with many parameters": form(`--b\r\nContent-Disposition: form-data${fill(";a=", 8000)}\r\n\r\n\r\n--b--`),
  "a model as long as can be": form(`--b\r\n${MODEL_HEAD}${fill("x", 4096)}\r\n--b--`),
  "a model as long as a form": form(`--b\r\n${MODEL_HEAD}${fill("x", BODY)}\r\n--b--`),
  "what almost is a delimiter": form(`--b\r\n\r\n${fill("\r\n--", BODY)}\r\n--b--`),
  "no form": form(fill("\r\n", BODY)),
};

describe("level host: what one request can make the filter allocate", () => {
  for (const [name, provider] of Object.entries({ plain: HOLDING, "with a credential in the query": withQuery(0) })) {
    it(`provider ${name}: at most ${MOST.perByte} times its size`, () => {
      const chatVm = new ChatVm({ provider });
      chatVm.run({ chunks: [Buffer.from(`{"model":"${fill("x", BODY)}"}`)] });
      for (const [what, chat] of Object.entries({ ...HEADS, ...BODIES, ...FORMS })) {
        assertModest(chatVm, what, chat, () => chatVm.run(chat));
      }
    });
  }

  it(`300 providers in per-attempt mode: at most ${MOST.perByte} times its size for each attempt`, () => {
    const chatVm = new ChatVm({ mode: "upstream", providers: Array.from({ length: 300 }, (_, i) => withQuery(i)) });
    for (const [what, chat] of Object.entries(HEADS)) assertModest(chatVm, what, chat, () => attempt(chatVm, chat));
  });
});

function withQuery(index: number): object {
  return { ...HOLDING, id: `p${index}`, auth: { query: { key: "sk-configured", [`key${index}`]: "sk-2" } } };
}

function attempt(chatVm: ChatVm, chat: Partial<Chat>): void {
  const surroundings = { properties: {}, reply: () => null, answerCallout: () => "never" as const };
  new AttemptedExchange(chatVm.root, chatVm.message(chat), ["p0"], surroundings).run();
}

function assertModest({ vm, memory }: ChatVm, what: string, chat: Partial<Chat>, run: () => void): void {
  const size = sizeOf(chat);
  const before = memory.allocatedBytes;
  run();
  const allocated = (memory.allocatedBytes - before) >>> 0;
  assert.equal(vm.death, null, what);
  assert.ok(allocated <= MOST.perByte * size + MOST.besides, `${what}: ${allocated} bytes for ${size}`);
}

function sizeOf({ path = "", headers = [], chunks = [] }: Partial<Chat>): number {
  const pairs = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return path.length + pairs + chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
