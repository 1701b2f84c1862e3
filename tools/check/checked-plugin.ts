// The filter itself, in the emulated host, with a configuration: what it says of it, and what it does to a request.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { requestMessage } from "../../tests/support/cases/case-messages.ts";
import type { CaseRequest } from "../../tests/support/cases/case.ts";
import { AttemptedExchange } from "../../tests/support/emulator/attempts.ts";
import { ByteQueue } from "../../tests/support/emulator/byte-queue.ts";
import { Exchange } from "../../tests/support/emulator/exchange.ts";
import { HeaderMap, type HeaderPair } from "../../tests/support/emulator/header-map.ts";
import { ENVOY_OPTIONS } from "../../tests/support/emulator/host-options.ts";
import type { MessageRecorder } from "../../tests/support/emulator/message.ts";
import { RootContext } from "../../tests/support/emulator/root-context.ts";
import type { Surroundings } from "../../tests/support/emulator/surroundings.ts";
import { WasmVm } from "../../tests/support/emulator/vm.ts";
import { UsageError } from "./command-line.ts";

const WASM = fileURLToPath(new URL("../../build/aisle.wasm", import.meta.url));
const DEBUG = 1;
const ERROR = 4;
const PREFIX = /^aisle: (?:configuration: )?/;

/** What the filter logs of its configuration. */
export interface Problem {
  severity: "error" | "warning";
  text: string;
}

/** A head and a body, as they arrived. */
export interface SeenMessage {
  headers: HeaderPair[];
  body: Uint8Array;
}

/** What became of a request. */
export interface Outcome {
  client: SeenMessage;
  /** What the upstream receives; null: nothing. */
  upstream: SeenMessage | null;
  /** The filter's own answer; null: it has none. */
  refusal: (SeenMessage & { details: string }) | null;
  /** What the filter says of the request, line by line. */
  reasons: string[];
  /** Calls that the filter made itself; their answers are stood in for. */
  calls: string[];
}

/** Where a request goes, as Envoy knows it; null: it does not. */
export interface Place {
  isUpstream: boolean;
  /** That of the endpoint in mode upstream, else the one that the route's metadata names. */
  provider: string | null;
  route: string | null;
}

/** What the filter's own calls are answered: a context file, as far as it is known here. */
const STAND_IN_FILE = "(text of the context file)";

/** The filter with one configuration. */
export class CheckedPlugin {
  readonly problems: Problem[];
  /** Whether the filter takes the configuration; otherwise Envoy does not start with it. */
  readonly isUsable: boolean;
  private readonly vm: WasmVm;
  private readonly root: RootContext;

  constructor(configuration: Uint8Array, environment: Record<string, string>) {
    const limits = { bufferLimit: Number.MAX_SAFE_INTEGER, logLevel: DEBUG };
    this.vm = new WasmVm(readFilter(), { ...ENVOY_OPTIONS, ...limits, environment });
    this.root = new RootContext(this.vm);
    this.root.callouts.knows = () => true;
    this.isUsable = this.root.configure(configuration);
    this.problems = this.takeLog()
      .filter((line) => line.level > DEBUG)
      .map(({ level, text }) => ({ severity: level >= ERROR ? "error" : "warning", text }));
  }

  /** Sends a request through the filter, on its way to `place`. */
  send(request: CaseRequest, place: Place): Outcome {
    const message = requestMessage(request);
    const calls: string[] = [];
    const surroundings = answerEverything(calls, place);
    const { upstream, client, details } = place.isUpstream
      ? readAttempt(new AttemptedExchange(this.root, message, [place.provider ?? ""], surroundings).run())
      : new Exchange(this.root, message, surroundings).run();
    if (this.vm.death !== null) throw new Error(`the filter trapped: ${this.vm.death}`);
    const isRefused = details?.startsWith("aisle.") ?? false;
    return {
      client: { headers: message.headers, body: Buffer.concat(message.chunks) },
      upstream: !isRefused && upstream !== null && upstream.map !== null ? read(upstream) : null,
      refusal: client.map !== null && details !== "via_upstream" ? { ...read(client), details: details ?? "" } : null,
      reasons: this.takeLog().map((line) => line.text),
      calls,
    };
  }

  private takeLog(): { level: number; text: string }[] {
    return this.vm.log.splice(0).map(({ level, text }) => ({ level, text: text.replace(PREFIX, "") }));
  }
}

function readFilter(): WebAssembly.Module {
  try {
    return new WebAssembly.Module(readFileSync(WASM));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new UsageError("build/aisle.wasm is not there: make build makes it");
  }
}

function readAttempt({ attempts, client, details }: AttemptedExchange) {
  return { upstream: attempts[0] ?? null, client, details };
}

function read(message: MessageRecorder): SeenMessage {
  return { headers: message.pairs, body: message.body.toBytes() };
}

/** An upstream that answers 200, and clusters for calls with a file that stands in for the real one. */
function answerEverything(calls: string[], { isUpstream, provider, route }: Place): Surroundings {
  const names = isUpstream ? [] : [["xds.route_metadata.filter_metadata.aisle.provider", provider]];
  const known = [...names, ["xds.route_name", route]].filter((pair): pair is [string, string] => pair[1] !== null);
  return {
    properties: Object.fromEntries(known),
    reply: () => ({ headers: [[":status", "200"]], chunks: [], trailers: [], end: "end", style: "joined" }),
    answerCallout: ({ cluster, headers }) => {
      const path = (headers.get(":path") ?? "").replace(/\?.*/s, "");
      calls.push(`${headers.get(":method")} ${headers.get(":authority")}${path} from cluster ${cluster}`);
      const body = new ByteQueue();
      body.add(Buffer.from(STAND_IN_FILE));
      return { headers: new HeaderMap([[":status", "200"]]), body };
    },
  };
}
