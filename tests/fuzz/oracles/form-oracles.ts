// What must become of forms: judged by readers of the test's own.

import type { ProviderConfig } from "../configurations.ts";
import { isAllowed, mapModel } from "../demand.ts";
import { isPlainForm, namesModel, possibleModels, readForm } from "../form-readers.ts";
import { isServed, type Evidence, type Oracle } from "./oracle.ts";

/** An exchange whose body should be a form with this boundary. */
export interface FormEvidence extends Evidence {
  provider: ProviderConfig;
  boundary: string;
}

const LONGEST_MODEL = 4096;

export const FORM_DEMANDED: Oracle<FormEvidence> = {
  name: "form-demanded",
  says: "The form reaches the upstream with the model that the configuration demands, and to the byte the same otherwise.",
  judge: ({ provider, boundary, input, played }) => {
    if (!isServed(played) || played.attempts.length === 0) return [];
    const body = textOf(Buffer.concat(input.request.chunks));
    const sent = textOf(played.attempts[0].body);
    const wanted = mayChange(provider) && body !== "" ? demandedOf(provider, body, boundary) : body;
    if (wanted === null) return ["an upstream was asked although the body is no form"];
    return sent === wanted ? [] : [`${JSON.stringify(sent)} instead of ${JSON.stringify(wanted)}`];
  },
};

export const FORM_MODELS_ALLOWED: Oracle<FormEvidence> = {
  name: "form-models-allowed",
  says: "With allowModels no reader finds in the form that reached the upstream a model but an allowed one, mapped, or one that the configuration supplies.",
  judge: ({ provider, boundary, input, played }) => {
    const patterns = provider.allowModels;
    if (patterns === undefined || played.attempts.length === 0) return [];
    const named = [...possibleModels(textOf(Buffer.concat(input.request.chunks)), boundary)].map(fromLatin1);
    const allowed = named.filter((model) => model !== "" && isAllowed(patterns, model));
    const changes = provider.protocol !== "original";
    const permitted = new Set(changes ? [...allowed.map((m) => modelOf(provider, m)), modelOf(provider, "")] : allowed);
    const found = [...possibleModels(textOf(played.attempts[0].body), boundary)].map(fromLatin1);
    if (found.length === 0) return ["no reader finds a model in what was sent"];
    return found.filter((model) => !permitted.has(model)).map((model) => `some reader finds ${JSON.stringify(model)}`);
  },
};

export const FORM_ACCEPTED: Oracle<FormEvidence> = {
  name: "form-accepted",
  says: "A form that all readers read alike, and that clients write so, is called neither malformed nor ambiguous.",
  judge: ({ boundary, input, played }) => {
    const isCalled = played.details === "aisle.bad_form" || played.details === "aisle.ambiguous_member";
    if (!isCalled || !isPlainForm(textOf(Buffer.concat(input.request.chunks)), boundary)) return [];
    return [`${played.details}: ${Buffer.from(played.client?.body ?? []).toString("utf8")}`];
  },
};

export const FORM_ORACLES = [FORM_DEMANDED, FORM_MODELS_ALLOWED, FORM_ACCEPTED];

function mayChange({ protocol, modelMapping, options, optionDefaults, allowModels }: ProviderConfig): boolean {
  if (allowModels !== undefined) return true;
  return protocol !== "original" && (modelMapping ?? options?.model ?? optionDefaults?.model) !== undefined;
}

/** What must be sent; null when the body is no form, or none that may be sent. */
function demandedOf(provider: ProviderConfig, body: string, boundary: string): string | null {
  const form = readForm(body, boundary);
  if (form === null) return null;
  const models = form.parts.filter(({ head }) => namesModel(head));
  if (models.length > 1) return null;
  const { start, end } = models[0] ?? { start: form.close, end: form.close };
  const named = models.length === 0 ? "" : body.slice(start, end);
  if (named.length > LONGEST_MODEL) return null;
  const model = provider.protocol === "original" ? named : toLatin1(modelOf(provider, fromLatin1(named)));
  if (model === named) return body;
  const part = `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n`;
  return body.slice(0, start) + (models.length === 0 ? part : model) + body.slice(end);
}

function modelOf({ options, optionDefaults, modelMapping }: ProviderConfig, named: string): string {
  const forced = options?.model ?? (named === "" ? optionDefaults?.model : undefined);
  return typeof forced === "string" && forced !== "" ? forced : mapModel(modelMapping, named);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function fromLatin1(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

function toLatin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
