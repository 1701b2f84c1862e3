// Compiles reference.wasm.ts and gives what it tells a type.

import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

/** What a key's value must be, as `KeyKind` of the parser. */
export type KeyKind =
  | "text"
  | "flag"
  | "count"
  | "integer"
  | "fraction"
  | "number"
  | "texts"
  | "counts"
  | "textMap"
  | "capabilities"
  | "object"
  | "objects"
  | "any";

/** One key of the parser's tables. */
export interface Key {
  name: string;
  kind: KeyKind;
  /** Values that a text may have; empty: any. */
  choices: string[];
  /** The least and the greatest whole number; null: those of the kind. */
  min: number | null;
  max: number | null;
  /** Other ways to write the key: snake_case, and APISIX' name. */
  spellings: string[];
  isSecret: boolean;
}

/** Objects of the configuration with a table of their own. */
export type ObjectName =
  | "root"
  | "rule"
  | "provider"
  | "failover"
  | "retryOnFailure"
  | "auth"
  | "override"
  | "llmOptions"
  | "healthCheck"
  | "outlierDetection"
  | "checks"
  | "active"
  | "healthy"
  | "unhealthy"
  | "context"
  | "customSettings"
  | "bodyEdits"
  | "responseHeaders"
  | "passthrough"
  | "normalize"
  | "models"
  | "providerMetadata"
  | "balancer"
  | "consumer"
  | "fallback"
  | "backoff"
  | "metrics"
  | "logging";

/** A row of the provider table. */
export interface Provider {
  type: string;
  /** "": the request keeps the host it has. */
  host: string;
  /** Every request is served on the path it has. */
  isOpen: boolean;
  keys: Key[];
  /** The key that holds a URL, or "". */
  urlKey: string;
  /** The key that holds a host, or "". */
  hostKey: string;
  /** Ends of a URL's path that make it the path of every request. */
  directEnds: string[];
  /** Nobody is answered without a token. */
  needsTokens: boolean;
  /** How a token, `…`, is sent. */
  tokens: string;
  /** The keys whose secret signs tokens, or none. */
  signingKeys: string[];
  requiredKeys: string[];
  keysAgainstContext: string[];
  /** What is not done yet: always (no key), for a value of a key, or for any (no value). */
  later: { key: string; value: string; what: string; isOriginalServed: boolean }[];
  /** What is done to bodies for it, as the configuration would say it. */
  bodyEdits: ({ capabilities: string[] } & Record<string, unknown>)[];
  /** Headers besides the token: a value, or that of the first of `keys` that is set; sent where the key `when` says so, if it is one. */
  headers: { name: string; value: string; keys: string[]; when: string }[];
  /** The role `developer` stays. */
  keepsDeveloper: boolean;
  /** The provider's path by the name of the capability. */
  paths: Record<string, string>;
}

/** APISIX' name of a type. */
export interface TypeAlias {
  name: string;
  type: string;
  /** Nothing of it waits for a conversion. */
  isServedAsIs: boolean;
  /** Paths that come with that name, by capability. */
  paths: Record<string, string>;
}

/** What Aisle knows of a request body. */
export type Trait =
  "model" | "modelRequired" | "streamable" | "acceptsEvents" | "messages" | "form" | "hiddenModel" | "streamUsage";

/** A capability with the requests that ask for it. */
export interface Capability {
  name: string;
  requests: { methods: string[]; path: string }[];
  traits: Trait[];
  requiredMember: string;
}

/** Figures and lists that the documents name. */
export type Figures = Record<string, number | string | string[]>;

/** What becomes of a member when a body changes its protocol. */
export interface MemberFate {
  /** Where it stands, such as `tools[].function.strict`; what follows in parentheses says of which kind of value. */
  path: string;
  fate: "copied" | "converted" | "dropped" | "refused";
  target: string;
  note: string;
}

/** Everything that the references are made from. */
export interface Tables {
  keys: Record<ObjectName, Key[]>;
  providers: Provider[];
  typeAliases: TypeAlias[];
  capabilities: Capability[];
  figures: Figures;
  /** Ways from what a client asks for to what a provider serves. */
  translations: { client: string; upstream: string; isLocal: boolean }[];
  memberTables: { title: string; rows: MemberFate[] }[];
}

/** What the parser says of a configuration. */
export interface Verdict {
  configured: boolean;
  errors: string[];
  warnings: string[];
}

/** What becomes of a request: `outcome` is `sent`, `waiting`, or status and details of the reply. */
export interface Outcome {
  outcome: string;
  path: string;
  authority: string;
  /** Lines `name: value`, sorted. */
  headers: string;
  body: string;
  /** Status and body. */
  reply: string;
}

interface Exports {
  describeTables(): string;
  checkConfiguration(configuration: string): string;
  exchange(configuration: string, head: string, body: string): string;
  __collect(): void;
}

/** The filter's tables, its parser and its gateway, in Node. */
export class ReferenceModule {
  private constructor(private readonly exports: Exports) {}

  /** Compiles the entry into build/ and loads it. */
  static async load(): Promise<ReferenceModule> {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    mkdirSync(`${root}build`, { recursive: true });
    const options = ["--runtime", "minimal", "--exportRuntime", "--enable", "simd,bulk-memory", "--bindings", "raw"];
    const arguments_ = ["tools/reference.wasm.ts", "--config", "none", "--baseDir", root, ...options];
    const { error, stderr } = await asc.main([...arguments_, "-o", "build/reference.wasm"]);
    if (error) throw new Error(stderr.toString());
    const bindings = (await import(pathToFileURL(`${root}build/reference.js`).href)) as {
      instantiate(module: WebAssembly.Module, imports: { env: object }): Promise<Exports>;
    };
    const module = await WebAssembly.compile(readFileSync(`${root}build/reference.wasm`));
    return new ReferenceModule(await bindings.instantiate(module, { env: {} }));
  }

  /** The tables of keys, providers and capabilities. */
  readTables(): Tables {
    return JSON.parse(this.exports.describeTables()) as Tables;
  }

  /** What the parser says of a configuration, given as text. */
  check(configuration: string): Verdict {
    this.exports.__collect();
    return JSON.parse(this.exports.checkConfiguration(configuration)) as Verdict;
  }

  /** What becomes of a request, `METHOD target` and lines of headers. */
  send(configuration: string, head: string, body = ""): Outcome {
    this.exports.__collect();
    return JSON.parse(this.exports.exchange(configuration, head, body)) as Outcome;
  }
}
