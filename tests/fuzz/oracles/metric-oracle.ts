// The names of metrics.

import type { CaseRequest } from "../../support/cases/case.ts";
import { isAllowed } from "../demand.ts";
import { possibleModels } from "../form-readers.ts";
import { parseJson, READERS, readPath, type Json } from "../json-readers.ts";
import type { Evidence, Oracle } from "./oracle.ts";

const NAME = /^[a-z_]+(?:(?:;\.;[a-z_]+=\.=[A-Za-z0-9._:/@-]{1,64})+;\.;)?$/;
const OVERFLOW = ";.;provider=.=overflow;.;model=.=overflow;.;capability=.=overflow;.;";
const DEFAULT_SERIES = 1000;

export const METRICS_SOUND: Oracle = {
  name: "metrics-sound",
  says: "Metrics have well-formed names, no more of them than maxSeries but for those that overflow, and no client's model as a label that the configuration does not name; none changes where they are off.",
  judge: (evidence) => {
    const { metricsBefore, changed } = evidence.played.told;
    const { enabled, maxSeries } = metricsOf(evidence.input.configuration);
    const known = new Set(metricsBefore);
    const defined = changed.filter((name) => !known.has(name));
    const labelled = changed.filter((name) => name.includes(";.;"));
    const count = [...metricsBefore, ...defined].filter(isCounted).length;
    const most = Math.max(metricsBefore.filter(isCounted).length, Number(maxSeries ?? DEFAULT_SERIES));
    return [
      ...defined.filter((name) => !NAME.test(name)).map((name) => `not well-formed: ${JSON.stringify(name)}`),
      ...(count > most ? [`${count} metrics, and ${most} at most`] : []),
      ...(enabled === false ? labelled.map((name) => `changed: ${name}`) : []),
      ...labelled.flatMap((name) => judgeModel(evidence, name)),
    ];
  },
};

function isCounted(name: string): boolean {
  return name.includes(";.;") && !name.includes(OVERFLOW);
}

function judgeModel({ input }: Evidence, name: string): string[] {
  const label = /;\.;model=\.=([^;]*)/.exec(name)?.[1] ?? "none";
  if (["none", "other", "overflow"].includes(label)) return [];
  const models = modelsIn(input.request);
  if (models === null) return [`${name} of a body that is neither JSON nor a form`];
  const patterns = patternsOf(input.configuration);
  const isNamed = models.some((model) => labelOf(model) === label && isAllowed(patterns, model));
  return isNamed ? [] : [`${name} for ${models.join(", ")}, and the configuration names ${patterns.join(", ")}`];
}

/** Every name that some reader could take for the model's; null when the body can name none. */
function modelsIn({ headers, chunks }: CaseRequest): string[] | null {
  const body = Buffer.concat(chunks);
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  // An API that takes JSON reads JSON whatever the type says.
  const inJson = parseJson(body) === undefined ? null : modelsInJson(body);
  if (boundary === undefined) return inJson;
  const inForm = [...possibleModels(body.toString("latin1"), boundary)].map((m) => Buffer.from(m, "latin1").toString());
  return [...inForm, ...(inJson ?? [])];
}

function modelsInJson(body: Uint8Array): string[] {
  return READERS.map((reader) => readPath(body, ["model"], reader)).filter((m) => typeof m === "string");
}

/** A label that a name becomes. */
function labelOf(model: string): string {
  return Buffer.from(model)
    .subarray(0, 64)
    .toString("latin1")
    .replace(/[^A-Za-z0-9._:/@-]/g, "_");
}

/** Names that the configuration has for models of clients, and the patterns of `metrics.models`. */
function patternsOf(configuration: Uint8Array): string[] {
  const root = asObject(parseJson(configuration));
  // `instances` is APISIX' name for them.
  const lists = [root.providers, root.instances].flatMap((list) => (Array.isArray(list) ? list : []));
  const providers = [root.provider, ...lists].map(asObject);
  const named = [root, ...providers].flatMap(({ modelMapping, allowModels, options, optionDefaults }) => [
    ...Object.keys(asObject(modelMapping)),
    ...textsIn(allowModels),
    ...textsIn([asObject(options).model, asObject(optionDefaults).model]),
  ]);
  const exact = named.filter((name) => !name.startsWith("~") && !name.endsWith("*"));
  return [...exact, ...textsIn(metricsOf(configuration).models)];
}

function metricsOf(configuration: Uint8Array): { [key: string]: Json | undefined } {
  return asObject(asObject(parseJson(configuration)).metrics);
}

function asObject(value: Json | undefined): { [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
