// The import rule of the filter's sources: each room may import the rooms below it, never back (ARCHITECTURE, "Rooms").

import { posix } from "node:path";
import ts from "typescript";
import { isProgram, lineAt, readAssembly, report, type Offence } from "./source-file.ts";

const GROUND = ["text", "host"];
const FORMATS = [...GROUND, "json", "http", "codec", "crypto"];
const PROTOCOLS = [...FORMATS, "protocol"];
const TRANSLATORS = [...PROTOCOLS, "auth", "translator"];
const PROVIDERS = [...TRANSLATORS, "provider"];
const CONFIGURATION = [...PROVIDERS, "config"];
const TELEMETRY = [...CONFIGURATION, "telemetry"];
const UPSTREAM = [...TELEMETRY, "upstream"];
const GATEWAY = [...UPSTREAM, "gateway"];
const FILTER = [...GATEWAY, "filter"];

/** Which rooms a room may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  text: [],
  host: ["text"],
  json: GROUND,
  http: GROUND,
  codec: GROUND,
  crypto: GROUND,
  protocol: FORMATS,
  auth: PROTOCOLS,
  translator: PROTOCOLS,
  provider: TRANSLATORS,
  config: PROVIDERS,
  telemetry: CONFIGURATION,
  upstream: TELEMETRY,
  gateway: UPSTREAM,
  filter: GATEWAY,
  abi: FILTER,
  index: ["abi"],
};

/** Reports every import that goes up or sideways, leaves `assembly/`, or stands in a room that nobody knows. */
export function findLayerOffences(sources: ts.SourceFile[]): Offence[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.fileName);
    const allowed = MAY_IMPORT[room];
    if (allowed === undefined) return [{ path: source.fileName, line: 1, message: `the room "${room}" is not listed` }];
    return importsOf(source).flatMap((specifier) => {
      const message = offenceOf(source.fileName, room, allowed, specifier.text);
      return message === "" ? [] : [{ path: source.fileName, line: lineAt(source, specifier.getStart()), message }];
    });
  });
}

function offenceOf(path: string, room: string, allowed: readonly string[], specifier: string): string {
  if (room === "abi" && specifier.startsWith("rt/")) return ""; // the runtime of AssemblyScript itself
  if (!specifier.startsWith(".")) return `import of "${specifier}": only relative imports are allowed`;
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith("assembly/")) return `import of "${specifier}" leaves assembly/`;
  const other = roomOf(target);
  if (other === room || allowed.includes(other)) return "";
  return `${room} must not import ${other} ("${specifier}")`;
}

// assembly/json/scan.ts is in "json"; assembly/index.ts, which has no room, is "index".
function roomOf(path: string): string {
  return path.split("/")[1]!.replace(/\.ts$/, "");
}

function importsOf(source: ts.SourceFile): ts.StringLiteral[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    return specifier !== undefined && ts.isStringLiteral(specifier) ? [specifier] : [];
  });
}

if (isProgram(import.meta.url)) {
  const sources = readAssembly();
  report(findLayerOffences(sources), `layers: ${sources.length} files import only what lies below them`);
}
