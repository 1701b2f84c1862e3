// A VM whose memory can be read, and chats in it that are held, answered or left as a test likes.

import { startVm } from "../cases/case-vm.ts";
import { ByteQueue } from "../emulator/byte-queue.ts";
import type { CalloutReply } from "../emulator/callouts.ts";
import { Exchange } from "../emulator/exchange.ts";
import { HeaderMap, type HeaderPair } from "../emulator/header-map.ts";
import type { HostOptions } from "../emulator/host-options.ts";
import type { OutgoingMessage } from "../emulator/message.ts";
import { RootContext } from "../emulator/root-context.ts";
import type { WasmVm } from "../emulator/vm.ts";
import { MemoryReading, memoryProbe } from "./probe.ts";

export const KIB = 1 << 10;
export const MIB = 1 << 20;

const REPLY: OutgoingMessage = {
  headers: [
    [":status", "200"],
    ["content-type", "application/json"],
  ],
  chunks: [Buffer.from('{"choices":[]}')],
  trailers: [],
  end: "end",
  style: "joined",
};

const CONTEXT_CLUSTER = "files";

/** What every provider of these tests has: a model that must be changed, so that a body is held. */
export const HOLDING = { id: "a", type: "openai", apiTokens: ["sk-configured"], modelMapping: { "*": "m" } };

/** The same, and a context file, for which a body is read whole. */
export const WITH_CONTEXT = { ...HOLDING, context: { fileUrl: "http://files.example/c", cluster: CONTEXT_CLUSTER } };

/** A chat: its head, the pieces of its body, and what answers it. */
export interface Chat {
  path: string;
  contentType: string;
  headers: HeaderPair[];
  chunks: Uint8Array[];
  /** Whether the upstream answers, or breaks in its answer. */
  reply: "at once" | "broken" | "never";
  /** Whether the call-out for the context file brings it. */
  context: "at once" | "huge" | "failure" | "never";
}

const SMALL: Chat = {
  path: "/v1/chat/completions",
  contentType: "application/json",
  headers: [],
  chunks: [Buffer.from('{"model":"x","messages":[{"role":"user","content":"hi"}]}')],
  reply: "at once",
  context: "at once",
};

/** A plugin in a VM, its own unless one is given. */
export class ChatVm {
  readonly root: RootContext;
  readonly memory: MemoryReading;

  constructor(
    private readonly configuration: object,
    host: Partial<HostOptions> = {},
    module = memoryProbe(),
    readonly vm: WasmVm = startVm({ bufferLimit: 1 << 30, ...host }, module),
  ) {
    this.root = new RootContext(vm);
    this.root.callouts.clusters.add(CONTEXT_CLUSTER);
    this.root.configure(this.configurationBytes);
    this.memory = new MemoryReading(this.vm);
  }

  /** Gives the plugin its configuration again: what it has kept, as a context file, is forgotten. */
  reconfigure(): void {
    this.root.reconfigure(this.configurationBytes);
  }

  /** A chat of which nothing has been sent. */
  prepare(chat: Partial<Chat> = {}): Exchange {
    const { reply, context } = { ...SMALL, ...chat };
    return new Exchange(this.root, this.message(chat), {
      properties: {},
      reply: () => (reply === "never" ? null : { ...REPLY, end: reply === "broken" ? "reset" : "end" }),
      answerCallout: () => (context === "never" ? "never" : contextReply(context)),
    });
  }

  /** What the client sends. */
  message(chat: Partial<Chat> = {}): OutgoingMessage {
    const { path, contentType, headers, chunks } = { ...SMALL, ...chat };
    const head: HeaderPair[] = [
      [":authority", "gateway.example"],
      [":path", path],
      [":method", "POST"],
      [":scheme", "http"],
      ["x-forwarded-proto", "http"],
      ["content-type", contentType],
      ["authorization", "Bearer sk-client"],
    ];
    return { ...REPLY, headers: [...head, ...headers], chunks };
  }

  /** A chat whose head and first pieces have been sent. */
  open(chat: Partial<Chat> = {}, pieces = 0): Exchange {
    const exchange = this.prepare(chat);
    exchange.sendHeaders();
    for (let i = 0; i < pieces; i++) exchange.sendPart();
    return exchange;
  }

  private get configurationBytes(): Uint8Array {
    return Buffer.from(JSON.stringify(this.configuration));
  }

  /** Runs a chat to its end: `200`, or status and details of Aisle's own answer. */
  run(chat: Partial<Chat> = {}): string {
    return outcome(this.prepare(chat).run());
  }
}

/** `200`, or status and details of an answer that is not the upstream's; "open" when there is none. */
export function outcome({ client, details }: Exchange): string {
  const status = client.get(":status");
  if (status === null) return "open";
  return status === "200" ? status : `${status} ${details}`;
}

/** A head of about `size` bytes more. */
export function headersOf(size: number): HeaderPair[] {
  return [["x-large", "h".repeat(size)]];
}

/** The pieces of a chat of `size` bytes; `model` first or last. */
export function bodyOf(size: number, modelAt: "front" | "end" = "front", piece = 64 * KIB): Uint8Array[] {
  const model = '"model":"x"';
  const before = `{${modelAt === "front" ? `${model},` : ""}"messages":[{"role":"user","content":"`;
  const after = `"}]${modelAt === "end" ? `,${model}` : ""}}`;
  const filler = Buffer.alloc(piece, "a");
  const chunks: Uint8Array[] = [Buffer.from(before)];
  for (let rest = size - before.length - after.length; rest > 0; rest -= piece) {
    chunks.push(filler.subarray(0, Math.min(rest, piece)));
  }
  return [...chunks, Buffer.from(after)];
}

function contextReply(kind: "at once" | "huge" | "failure"): CalloutReply {
  const body = new ByteQueue();
  body.add(kind === "huge" ? Buffer.alloc(16 * MIB, "a") : Buffer.from("You are kind."));
  return { headers: new HeaderMap([[":status", kind === "failure" ? "503" : "200"]]), body };
}
