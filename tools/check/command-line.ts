// What `aisle` was asked for, read from its arguments.

import { parseArgs } from "node:util";

/** A command that cannot be run; its message says what to write instead. The exit status is 2. */
export class UsageError extends Error {}

export const USAGE = `usage: npx aisle check FILE [--request FILE.http] [--provider ID] [--route NAME] [--plugin NAME] [--require-env]

  FILE           the filter's configuration in JSON or YAML, or what it stands in: an Envoy configuration,
                 an EnvoyFilter, a WasmPlugin of Higress or Istio
  --request      an HTTP request (request line, headers, an empty line, the body): say what becomes of it
  --provider     the provider that the request's route names in its metadata; with "mode": "upstream" the one of the
                 endpoint that Envoy has chosen
  --route        the name of the request's route, which rules may ask for
  --plugin       the name of the one plugin to check, where FILE has several
  --require-env  a variable that the configuration names and that is not set here is an error

status: 0 usable, 1 something is wrong with it, 2 the command makes no sense`;

/** One `aisle check`. */
export interface CheckCommand {
  file: string;
  request: string | null;
  provider: string | null;
  route: string | null;
  plugin: string | null;
  requiresVariables: boolean;
}

/** Reads the arguments after the program's name; null asks for the usage. Throws UsageError. */
export function readCommandLine(args: string[]): CheckCommand | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [command, file, ...rest] = positionals;
  if (command !== "check") throw new UsageError(`expected the command check, found ${command ?? "none"}`);
  if (file === undefined || rest.length > 0) throw new UsageError("expected one file with a configuration");
  for (const name of ["provider", "route"] as const) {
    if (values[name] !== undefined && values.request === undefined)
      throw new UsageError(`--${name} says where a request goes: it needs --request`);
  }
  return {
    file,
    request: values.request ?? null,
    provider: values.provider ?? null,
    route: values.route ?? null,
    plugin: values.plugin ?? null,
    requiresVariables: values["require-env"],
  };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const help = { ...flag, short: "h" };
  const options = { request: text, provider: text, route: text, plugin: text, "require-env": flag, help };
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
