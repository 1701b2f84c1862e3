// `aisle envoy`: what it was asked for, and the configuration it prints.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { UsageError } from "../check/command-line.ts";
import { generateEnvoy, type GenerateOptions } from "./generate.ts";
import { ExpressionError } from "./key-reader.ts";

export const ENVOY_USAGE = `       npx aisle envoy FILE [--fragment] [--port N] [--admin-port N] [--wasm PATH] [--ca PATH]

  FILE           the filter's configuration in JSON or YAML: what is written is an Envoy configuration in which Envoy
                 shares requests among its providers, retries and ejects, and Aisle makes each attempt's request
  --fragment     only the HTTP filters, the route configuration and the cluster
  --port         where clients connect (10000); --admin-port: Envoy's own (9901)
  --wasm         where Envoy finds the filter (/etc/envoy/aisle.wasm); --ca: the authorities whose certificates providers
                 may have (/etc/ssl/certs/ca-certificates.crt)`;

/** Runs `aisle envoy`: what it prints, and whether all is well. Throws UsageError. */
export function writeEnvoy(args: string[]): { text: string; isGood: boolean } {
  const { file, options } = readArguments(args);
  try {
    return {
      text: stringify(generateEnvoy(readText(file), options), { lineWidth: 0, aliasDuplicateObjects: false }),
      isGood: true,
    };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { text: `${error.message}\n`, isGood: false };
  }
}

function readArguments(args: string[]): { file: string; options: GenerateOptions } {
  const { values, positionals } = parse(args);
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError("expected one file with a configuration");
  const options: GenerateOptions = { isFragment: values.fragment };
  if (values.port !== undefined) options.port = readPort("port", values.port);
  if (values["admin-port"] !== undefined) options.adminPort = readPort("admin-port", values["admin-port"]);
  if (values.wasm !== undefined) options.wasm = values.wasm;
  if (values.ca !== undefined) options.ca = values.ca;
  return { file, options };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const fragment = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { fragment, port: text, "admin-port": text, wasm: text, ca: text },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UsageError(`--${name}: expected a port, found ${text}`);
  return port;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
