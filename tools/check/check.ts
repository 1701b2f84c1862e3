// One `aisle check`: what is wrong with a configuration, and with a request what would be sent upstream and why.

import { readFileSync } from "node:fs";
import { CheckedPlugin } from "./checked-plugin.ts";
import { UsageError, type CheckCommand } from "./command-line.ts";
import { parseHttpRequest } from "./http-request.ts";
import { readPluginSources, type PluginSource } from "./plugin-source.ts";
import { describeConfiguration, describeOutcome } from "./report.ts";
import { SecretMask } from "./secrets.ts";
import { findVariables } from "./variables.ts";

/** Runs a command: what it prints, and whether all is well. Throws UsageError. */
export function check(command: CheckCommand, environment: NodeJS.ProcessEnv): { text: string; isGood: boolean } {
  const sources = readPluginSources(readFile(command.file)).filter(isWanted(command.plugin));
  if (sources.length === 0) throw new UsageError(`${command.file} has no plugin called ${command.plugin}`);
  if (sources.length > 1 && command.request !== null) {
    const names = sources.map((source) => source.name).join(", ");
    throw new UsageError(`${command.file} has several plugins (${names}): choose one with --plugin`);
  }
  const results = sources.map((source) => checkSource(source, command, environment));
  return { text: results.map(({ text }) => text).join("\n"), isGood: results.every(({ isGood }) => isGood) };
}

function isWanted(name: string | null): (source: PluginSource) => boolean {
  return (source) => name === null || source.name === name;
}

function checkSource(source: PluginSource, command: CheckCommand, environment: NodeJS.ProcessEnv) {
  const variables = findVariables(source, environment, command.requiresVariables);
  const plugin = new CheckedPlugin(source.text, variables.values);
  const mask = new SecretMask(source.text, variables.values);
  const title = source.name === "" ? command.file : `${command.file}, plugin ${source.name}`;
  const text = describeConfiguration(title, plugin, variables.notes, mask);
  const isGood = plugin.isUsable && plugin.problems.every(({ severity }) => severity !== "error");
  if (command.request === null || !plugin.isUsable) return { text, isGood };
  const isUpstream = isUpstreamMode(source.text);
  if (isUpstream && command.provider === null)
    throw new UsageError('mode "upstream" asks the endpoint which provider it is: say it with --provider');
  const request = parseHttpRequest(readFile(command.request));
  mask.addRequest(request.headers, request.path);
  return {
    text: `${text}\n${describeOutcome(plugin.send(request, { isUpstream, provider: command.provider, route: command.route }), mask)}`,
    isGood,
  };
}

function isUpstreamMode(text: Uint8Array): boolean {
  return (JSON.parse(Buffer.from(text).toString("utf8")) as { mode?: unknown }).mode === "upstream";
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
