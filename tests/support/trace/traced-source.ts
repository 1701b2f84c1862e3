// The two files of assembly/ that the tracing build replaces, made from what stands there: the imports and the exports.

/** Where the replaced files find the writer of lines. */
const LINE = "tests/support/trace/line.wasm";

interface Parameter {
  name: string;
  type: string;
}

interface HostFunction {
  module: string;
  name: string;
  parameters: Parameter[];
}

/** Arguments and results that are header pairs in the ABI's encoding. */
const PAIRS = new Set(["headers", "trailers", "outPairs"]);

/** The functions of WASI write tables instead of values; only that they were called is noted. */
const WITHOUT_RESULTS = new Set(["environ_sizes_get", "environ_get"]);

/**
 * `assembly/abi/imports.ts` with each host function declared under another name, and a function in its place that calls it and
 * then writes a line: name, arguments, status, results. Throws where the declarations are not of the form that can be read.
 */
export function traceImports(source: string): string {
  const declared = [
    ...source.matchAll(/@external\("(\w+)", "(\w+)"\)\s*export declare function \w+\(([^)]*)\): u32;/g),
  ];
  const all = source.match(/@external/g)?.length ?? 0;
  if (declared.length !== all || all === 0)
    throw new Error(`${declared.length} of ${all} host functions could be read`);
  const functions = declared.map(([, module, name, list]) => ({ module, name, parameters: readParameters(list) }));
  return [`import * as line from "../../${LINE}";`, ...functions.map(traceFunction)].join("\n");
}

function readParameters(list: string): Parameter[] {
  const parts = list.split(",").map((part) => part.trim());
  return parts
    .filter((part) => part !== "")
    .map((part) => ({ name: part.split(":")[0], type: part.split(":")[1].trim() }));
}

function traceFunction({ module, name, parameters }: HostFunction): string {
  const signature = parameters.map((p) => `${p.name}: ${p.type}`).join(", ");
  const results = WITHOUT_RESULTS.has(name) ? [] : resultLines(parameters);
  return [
    `@external("${module}", "${name}")`,
    `declare function host_${name}(${signature}): u32;`,
    `export function ${name}(${signature}): u32 {`,
    `  const answered = host_${name}(${parameters.map((p) => p.name).join(", ")});`,
    `  line.begin(". ${name}");`,
    ...argumentLines(parameters),
    "  line.addAnswer(answered);",
    ...(results.length > 0 ? ["  if (answered == 0) {", ...results, "  }"] : []),
    "  line.end();",
    "  return answered;",
    "}",
  ].join("\n");
}

const isResult = ({ name }: Parameter) => /^out[A-Z]/.test(name);
const isSize = ({ name, type }: Parameter) => type === "usize" && /^size$|Size$/.test(name);

function argumentLines(parameters: Parameter[]): string[] {
  return parameters.flatMap((p, i) => {
    if (isResult(p) || isSize(p)) return [];
    const next = parameters.at(i + 1);
    if (p.type !== "usize") return [`  line.addNumber("${p.name}", <i64>${p.name});`];
    if (next === undefined || !isSize(next)) throw new Error(`an address without a size: ${p.name}`);
    return [`  line.${PAIRS.has(p.name) ? "addPairs" : "addBytes"}("${p.name}", ${p.name}, ${next.name});`];
  });
}

function resultLines(parameters: Parameter[]): string[] {
  return parameters.flatMap((p, i) => {
    if (!isResult(p) || p.name === "outSize") return [];
    const shown = p.name.slice(3).toLowerCase();
    if (parameters.at(i + 1)?.name === "outSize") {
      return [
        `    line.${PAIRS.has(p.name) ? "addPairs" : "addBytes"}("${shown}", load<usize>(${p.name}), load<usize>(outSize));`,
      ];
    }
    return [`    line.addNumber("${shown}", <i64>load<${p.name === "outTime" ? "u64" : "u32"}>(${p.name}));`];
  });
}

interface Callback {
  parameters: string[];
  /** What it answers where the filter has none of its own; null: nothing. */
  answer: number | null;
  /** The header map it brings. */
  map?: number;
}

/** Every callback of an HTTP filter and its timer, whether Aisle has it or not. */
const CALLBACKS: Record<string, Callback> = {
  proxy_on_vm_start: { parameters: ["id", "size"], answer: 1 },
  proxy_on_context_create: { parameters: ["id", "parent"], answer: null },
  proxy_on_configure: { parameters: ["id", "size"], answer: 1 },
  proxy_on_request_headers: { parameters: ["id", "count", "end"], answer: 0, map: 0 },
  proxy_on_request_body: { parameters: ["id", "size", "end"], answer: 0 },
  proxy_on_request_trailers: { parameters: ["id", "count"], answer: 0, map: 1 },
  proxy_on_response_headers: { parameters: ["id", "count", "end"], answer: 0, map: 2 },
  proxy_on_response_body: { parameters: ["id", "size", "end"], answer: 0 },
  proxy_on_response_trailers: { parameters: ["id", "count"], answer: 0, map: 3 },
  proxy_on_http_call_response: { parameters: ["id", "token", "headers", "size", "trailers"], answer: null, map: 6 },
  proxy_on_done: { parameters: ["id"], answer: 1 },
  proxy_on_log: { parameters: ["id"], answer: null },
  proxy_on_delete: { parameters: ["id"], answer: null },
  proxy_on_tick: { parameters: ["id"], answer: null },
};

/** `assembly/index.ts` with every callback of the ABI exported, in lines that tell its arguments and its answer. */
export function traceExports(source: string): string {
  const [block, list] = source.match(/export \{([^}]*)\} from "\.\/abi\/callbacks";/) ?? [];
  if (block === undefined) throw new Error("the exports of assembly/index.ts could not be read");
  const names = list.split(",").map((name) => name.trim());
  const own = new Set(names.filter((name) => name !== ""));
  const plain = [...own].filter((name) => !(name in CALLBACKS));
  return [
    source.replace(block, `export { ${plain.join(", ")} } from "./abi/callbacks";`),
    'import * as callbacks from "./abi/callbacks";',
    `import * as line from "../${LINE}";`,
    ...Object.entries(CALLBACKS).map(([name, callback]) => traceCallback(name, callback, own.has(name))),
  ].join("\n");
}

function traceCallback(name: string, { parameters, answer, map }: Callback, isOwn: boolean): string {
  const call = `callbacks.${name}(${parameters.join(", ")})`;
  const answering = answer === null ? (isOwn ? `${call};` : "") : `const answer: u32 = ${isOwn ? call : answer};`;
  return [
    `export function ${name}(${parameters.map((p) => `${p}: u32`).join(", ")}): ${answer === null ? "void" : "u32"} {`,
    `  line.begin("> ${name}");`,
    ...parameters.map((p) => `  line.addNumber("${p}", ${p});`),
    ...(map === undefined ? [] : [`  line.addMap(${map});`]),
    "  line.end();",
    `  ${answering}`,
    `  line.begin("< ${name}");`,
    ...(answer === null ? [] : ["  line.addAnswer(answer);"]),
    "  line.end();",
    ...(answer === null ? [] : ["  return answer;"]),
    "}",
  ].join("\n");
}
