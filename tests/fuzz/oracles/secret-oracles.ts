// Who may see which credential.

import { findSecrets } from "../../support/canaries/case-configuration.ts";
import type { Observation } from "../../support/cases/observation.ts";
import { parseJson, type Json } from "../json-readers.ts";
import type { Evidence, Oracle } from "./oracle.ts";

/** What clients of fuzzing send where credentials stand begins so, and nothing else does. */
export const CLIENT_SECRET = "client-secret-";

/** The same in the query. It goes on unless the configuration sets the parameter that it stands in. */
export const QUERY_SECRET = "client-query-secret";

export const SECRETS_KEPT: Oracle = {
  name: "secrets-kept",
  says: "No configured secret is in a byte the client gets, or in the log.",
  judge: ({ input, played }) => {
    const secrets = secretsIn(input.configuration).filter((secret) => !isFromClient(input, secret));
    const ours = secrets.filter((secret) => !isFromUpstream(input, secret));
    const logged = secrets.filter((secret) => played.logs.join("\n").includes(secret));
    return [...new Set([...logged, ...findInAnswer(ours, played)])].map((secret) => `seen: ${secret}`);
  },
};

export const CREDENTIALS_APART: Oracle = {
  name: "credentials-apart",
  says: "A provider with a credential of its own never gets the client's, and no provider gets another one's.",
  judge: ({ input, played }) => {
    const all = secretsIn(input.configuration);
    return played.attempts.flatMap((request, i) => {
      const provider = providerOf(input.configuration, input.endpoints.at(i)?.provider ?? "");
      const own = secretsIn(Buffer.from(JSON.stringify(provider ?? {})));
      const head = [request.path, request.authority, ...request.headers.map(([, value]) => value)].join("\n");
      const foreign = all.filter((secret) => !own.includes(secret) && head.includes(secret));
      const clients = own.length > 0 && head.includes(CLIENT_SECRET) ? ["the client's credential"] : [];
      return [...foreign, ...clients].map((secret) => `attempt ${i + 1} to ${describe(provider)} carries ${secret}`);
    });
  },
};

/** Shorter strings occur by chance. */
const SHORTEST_SECRET = 6;

/** The names of the headers, in lower case, that carry credentials of some provider of the configuration. */
export function credentialHeadersOf(configuration: Uint8Array): string[] {
  const root = parseJson(configuration) as { provider?: Json; providers?: Json[] } | undefined;
  const providers = [root?.provider ?? null, ...(Array.isArray(root?.providers) ? root.providers : [])];
  return providers.flatMap((provider) => {
    const { auth } = (provider ?? {}) as { auth?: { header?: object } | null };
    return Object.keys(auth?.header ?? {}).map((name) => name.toLowerCase());
  });
}

/** The secrets of a configuration. */
export function secretsIn(configuration: Uint8Array): string[] {
  const texts = findSecrets(configuration).map(({ text }) => text);
  return texts.filter((secret) => secret.length >= SHORTEST_SECRET && !secret.startsWith("env:"));
}

/** Those of `secrets` that occur in a byte the client can see. */
function findInAnswer(secrets: string[], { client }: Observation): string[] {
  const heads =
    client === null ? [] : [...client.headers, ...client.trailers].map(([name, value]) => `${name}: ${value}`);
  const body = client === null ? "" : Buffer.from(client.body).toString("latin1");
  const visible = [...heads, body].join("\n");
  return secrets.filter((secret) => visible.includes(secret));
}

/** A client that happens to send a configured secret gets its own words back. */
export function isFromClient(input: Evidence["input"], secret: string): boolean {
  const { request } = input;
  const sent = [request.path, ...request.headers.map(([, v]) => v), Buffer.concat(request.chunks).toString("latin1")];
  return sent.join("\n").includes(secret);
}

/** An upstream may repeat to the client what it was sent. */
function isFromUpstream({ endpoints }: Evidence["input"], secret: string): boolean {
  return endpoints.some(({ reply }) => Buffer.concat(reply.chunks).includes(secret));
}

/** The provider of an endpoint, or the active one where the endpoint names none. */
export function providerOf(configuration: Uint8Array, id: string): Json | undefined {
  const root = parseJson(configuration) as { [key: string]: Json } | undefined;
  const list = Array.isArray(root?.providers) ? (root.providers as ({ [key: string]: Json } | null)[]) : [];
  const wanted = id === "" ? root?.activeProviderId : id;
  return (
    root?.provider ??
    list.find((provider) => (provider?.id ?? provider?.type) === wanted) ??
    (id === "" ? list[0] : undefined)
  );
}

function describe(provider: Json | undefined): string {
  const id = (provider as { id?: Json } | undefined)?.id;
  return typeof id === "string" ? id : "a provider";
}
