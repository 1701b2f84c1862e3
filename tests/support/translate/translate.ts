// Compiles translate.wasm.ts and gives its exports a shape that Node's tests can use.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = "tests/support/translate/translate.wasm.ts";
const FILE = `${ROOT}build/translate.wasm`;

interface Exports {
  memory: WebAssembly.Memory;
  __collect(): void;
  reserve(length: number): number;
  setTraits(...traits: boolean[]): void;
  begin(now: number): number;
  request(): number;
  response(): number;
  error(status: number): void;
  feed(): void;
  end(): void;
  fail(): void;
  held(): number;
  isDone(): number;
  outputStart(): number;
  outputLength(): number;
}

/** The ways in which a translation may lead, by what the client asks for. */
export const DIRECTIONS = {
  "openai-anthropic": "openai/v1/chatcompletions",
  "anthropic-openai": "anthropic/v1/messages",
  "count-tokens": "anthropic/v1/messages/count_tokens",
  "model-list": "openai/v1/models",
  model: "openai/v1/retrievemodel",
} as const;

export type Direction = keyof typeof DIRECTIONS;

/** What is told to a translator besides the bodies. */
export interface Plan {
  /** Seconds since 1970. */
  now?: number;
  /** The provider calls the limit of tokens `max_completion_tokens`. */
  completionLimit?: boolean;
  readsReasoning?: boolean;
  readsCacheControl?: boolean;
  readsLateSystem?: boolean;
  wantsClaudeCode?: boolean;
}

/** A request's translation: its body, or the refusal that the client gets. */
export interface Sent {
  /** 0: it goes; else the HTTP status of the refusal. */
  status: number;
  body: Buffer;
}

const MAX_GARBAGE = 32 * 1024 * 1024;
const GARBAGE_OF_CALL = 4 * 1024;
const GARBAGE_OF_BYTE = 16;

/** The time of every exchange that names no other. */
export const NOW = 1_700_000_000;

let compiled: WebAssembly.Module | undefined;

/** The module, built when its sources are newer than the last build. */
function translatorModule(): WebAssembly.Module {
  buildTranslators();
  compiled ??= new WebAssembly.Module(readFileSync(FILE));
  return compiled;
}

/** Builds the module; before several test files ask for it. */
export function buildTranslators(): void {
  const sources = readdirSync(`${ROOT}assembly`, { recursive: true }).map((name) => `${ROOT}assembly/${name}`);
  if (modified(FILE) > Math.max(...[...sources, ROOT + SOURCE].map(modified))) return;
  mkdirSync(`${ROOT}build`, { recursive: true });
  // Test files run side by side: none may see another's half-written module.
  const part = `build/translate.${process.pid}.wasm`;
  const flags = ["--config", "none", "-O2", "--runtime", "minimal", "--enable", "simd,bulk-memory", "--use", "abort="];
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, SOURCE, ...flags, "--exportRuntime", "-o", part], { cwd: ROOT });
  renameSync(ROOT + part, FILE);
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The translators, one exchange at a time. A trap in them surfaces as an exception. */
export class Translators {
  private readonly exports: Exports;
  /** Bytes that may be waiting for a collection. */
  private garbage = 0;

  constructor() {
    this.exports = new WebAssembly.Instance(translatorModule()).exports as unknown as Exports;
  }

  /** Begins an exchange. */
  begin(direction: Direction, plan: Plan = {}): void {
    const { now = NOW, completionLimit = false, readsReasoning = false } = plan;
    const { readsCacheControl = false, readsLateSystem = false, wantsClaudeCode = false } = plan;
    this.exports.setTraits(completionLimit, readsReasoning, readsCacheControl, readsLateSystem, wantsClaudeCode);
    this.give(DIRECTIONS[direction]);
    assert.equal(this.exports.begin(now), 0, `${direction}: there is no such translation`);
  }

  /** Translates a request. */
  request(body: Uint8Array | string): Sent {
    this.give(body);
    const status = this.exports.request();
    assert.ok(status >= 0, "the request is no JSON object");
    return { status, body: this.output() };
  }

  /** Translates a whole answer; null when it is none of the provider's protocol. */
  response(body: Uint8Array | string): Buffer | null {
    this.give(body);
    return this.exports.response() !== 0 ? this.output() : null;
  }

  /** Translates an answer that failed with this HTTP status. */
  error(status: number, body: Uint8Array | string): Buffer {
    this.give(body);
    this.exports.error(status);
    return this.output();
  }

  /** Translates one piece of a stream. */
  feed(piece: Uint8Array | string): Buffer {
    this.give(piece);
    this.exports.feed();
    return this.output();
  }

  /** Ends the stream. */
  end(): Buffer {
    this.exports.end();
    return this.output();
  }

  /** Gives the stream up. */
  fail(message: string): Buffer {
    this.give(message);
    this.exports.fail();
    return this.output();
  }

  /** Translates a stream that comes in these pieces, and ends. */
  stream(pieces: Iterable<Uint8Array | string>): Buffer {
    const written: Buffer[] = [];
    for (const piece of pieces) written.push(this.feed(piece));
    return Buffer.concat([...written, this.end()]);
  }

  /** How many bytes of a stream are held back. */
  get held(): number {
    return this.exports.held();
  }

  /** True when the client's stream is complete. */
  get isDone(): boolean {
    return this.exports.isDone() !== 0;
  }

  /** The size of the module's memory in bytes. */
  get memoryBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  private give(text: Uint8Array | string): void {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    this.collect(bytes.length);
    const at = this.exports.reserve(bytes.length);
    new Uint8Array(this.exports.memory.buffer).set(bytes, at);
  }

  // A collection costs as much as a short stream, so one is made for many calls.
  private collect(size: number): void {
    this.garbage += GARBAGE_OF_CALL + size * GARBAGE_OF_BYTE;
    if (this.garbage < MAX_GARBAGE) return;
    this.exports.__collect();
    this.garbage = 0;
  }

  private output(): Buffer {
    const at = this.exports.outputStart();
    return Buffer.from(this.exports.memory.buffer.slice(at, at + this.exports.outputLength()));
  }
}
