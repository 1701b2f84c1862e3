// Puts names in the place of secrets, so that nothing the tool prints can hold one.

import { CREDENTIAL_HEADERS } from "../../tests/support/canaries/canary.ts";
import { SECRET_KEYS } from "../../tests/support/canaries/case-configuration.ts";

/** Keys whose strings are never shown; the last is a common misspelling. */
const HIDDEN_KEYS = new Set([...SECRET_KEYS, "apiToken"]);

/** Shorter values occur by chance in other text; where one stands as a credential it is hidden by the header's name. */
const SHORTEST = 5;

/** Query parameters in which clients send credentials. */
const CREDENTIAL_PARAMETERS = new Set(["key", "api_key", "apikey", "api-key", "access_token", "token"]);

/** Hides the credentials of a configuration, of its VM's environment and of a client's request. */
export class SecretMask {
  /** What each secret is called. */
  private readonly names = new Map<string, string>();
  private readonly headers = new Set<string>(CREDENTIAL_HEADERS);
  private readonly parameters = new Set(CREDENTIAL_PARAMETERS);

  constructor(configuration: Uint8Array, variables: Record<string, string>) {
    for (const [name, value] of Object.entries(variables)) this.names.set(value.trim(), `<env:${name}>`);
    this.collect(parseOrNull(configuration), "", false);
  }

  /** Learns the credentials of a client's request, in headers and query. */
  addRequest(headers: readonly (readonly [string, string])[], path: string): void {
    for (const [name, value] of headers) {
      if (this.headers.has(name.toLowerCase())) this.add(splitScheme(value).secret, "<the client's>");
    }
    for (const [name, value] of new URLSearchParams(path.split("?")[1] ?? "")) {
      if (this.parameters.has(name.toLowerCase())) this.add(value, "<the client's>");
    }
  }

  /** A text without secrets. */
  hide(text: string): string {
    const known = [...this.names].filter(([secret]) => secret.length >= SHORTEST);
    known.sort(([a], [b]) => b.length - a.length);
    return known.reduce(
      (hidden, [secret, name]) => spellings(secret).reduce((rest, each) => rest.replaceAll(each, name), hidden),
      text,
    );
  }

  /** A header's value without secrets: a header for credentials shows nothing but its scheme. */
  hideHeader(name: string, value: string): string {
    if (name === ":path") return this.hidePath(value);
    if (!this.headers.has(name)) return this.hide(value);
    const whole = this.names.get(value);
    if (whole !== undefined) return whole;
    const { scheme, secret } = splitScheme(value);
    return `${scheme}${this.names.get(secret) ?? "<hidden>"}`;
  }

  /** A path whose query has no secrets. */
  hidePath(path: string): string {
    const [before, query] = path.split(/\?(.*)/s);
    if (query === undefined) return this.hide(path);
    const parameters = query.split("&").map((each) => {
      const [name, value] = each.split(/=(.*)/s);
      if (value === undefined || !this.parameters.has(name.toLowerCase())) return this.hide(each);
      return `${name}=${this.names.get(decode(value)) ?? "<hidden>"}`;
    });
    return `${this.hide(before)}?${parameters.join("&")}`;
  }

  private add(secret: string, name: string): void {
    if (secret.length > 0 && !this.names.has(secret)) this.names.set(secret, name);
  }

  private collect(value: unknown, path: string, secret: boolean): void {
    if (typeof value === "string") {
      if (secret && !value.trim().startsWith("env:")) this.add(value.trim(), `<${path}>`);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      // A token is drawn by chance: its number would say less than it seems to.
      const own = Array.isArray(value) ? (secret ? path : `${path}[${key}]`) : path === "" ? key : `${path}.${key}`;
      if (path.endsWith("auth.header")) this.headers.add(key.toLowerCase());
      if (path.endsWith("auth.query")) this.parameters.add(key.toLowerCase());
      this.collect(member, own, secret || HIDDEN_KEYS.has(key));
    }
  }
}

/** The ways in which a secret may be written. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret);
  const latin1 = bytes.toString("latin1");
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  return [...new Set([secret, json, encodeURIComponent(secret), latin1, base64])];
}

function splitScheme(value: string): { scheme: string; secret: string } {
  const [, scheme = "", secret = ""] = /^((?:Bearer|Basic)\s+)?(.*)$/is.exec(value) ?? [];
  return { scheme, secret };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function parseOrNull(text: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(text).toString("utf8"));
  } catch {
    return null; // the filter refuses it too
  }
}
