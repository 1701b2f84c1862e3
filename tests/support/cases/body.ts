// Bodies in case files: a string, or a mapping that says how the bytes are made.

import { readFileSync } from "node:fs";
import { CaseError, Fields } from "./fields.ts";

/** The bytes of a body. `where` names the place in the file for errors. */
export function readBody(value: unknown, where: string): Uint8Array {
  if (typeof value === "string") return Buffer.from(value, "utf8");
  const fields = new Fields(value, where);
  const bytes = readMapping(fields, where);
  fields.close();
  return bytes;
}

function readMapping(fields: Fields, where: string): Uint8Array {
  const base64 = fields.text("base64", null);
  if (base64 !== null) return Buffer.from(base64, "base64");
  const file = fields.text("file", null);
  if (file !== null) return readFileSync(new URL(`../../../${file}`, import.meta.url));
  const json = fields.take("json");
  if (json !== undefined) return Buffer.from(JSON.stringify(json), "utf8");
  const repeat = fields.text("repeat", null);
  if (repeat === null) throw new CaseError(`${where}: expected a string, or one of base64, file, json, repeat`);
  const times = fields.integer("times", 1);
  return Buffer.from(fields.text("before", "") + repeat.repeat(times) + fields.text("after", ""), "utf8");
}

/** The pieces of a message: `chunks`, or `body` as one piece, or none. */
export function readChunks(fields: Fields): Uint8Array[] {
  const body = fields.take("body");
  const chunks = fields.list("chunks").map((chunk, i) => readBody(chunk, `${fields.at("chunks")}[${i}]`));
  if (body === undefined) return chunks;
  if (chunks.length > 0) return fields.fail("chunks", "no chunks beside a body");
  const bytes = readBody(body, fields.at("body"));
  return bytes.length === 0 ? [] : [bytes];
}
