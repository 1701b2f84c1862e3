// What a case of tests/cases/providers shows: a type of provider, a capability, and the kind of request it has for it.

import type { Capability } from "../../../tools/reference/module.ts";
import type { Case } from "./case.ts";

/** How a request asks for a capability: nothing changed in its body; its model mapped; a stream asked for; the role developer in it. */
export type AskedAs = "plain" | "mapped" | "stream" | "developer";

/** One exchange as a golden. */
export interface Golden {
  /** The provider's type. */
  type: string;
  /** The capability that the client's method and path ask for, or null. */
  capability: string | null;
  /** `sent` to the provider, `kept` as its own protocol, or `refused`. */
  outcome: "sent" | "kept" | "refused";
  asked: AskedAs[];
  /** The client's query arrives. */
  keepsQuery: boolean;
}

/** What `c` shows; null if no exchange with the one provider of its configuration. */
export function readGolden(c: Case, capabilities: Capability[]): Golden | null {
  const provider = onlyProvider(c);
  if (!c.configured || provider === null) return null;
  const { method, path } = c.request;
  const asked = capabilities.find(({ requests }) => requests.some((r) => fits(r, method, path)));
  const [{ upstream }] = c.attempts;
  const query = path.split("?")[1];
  return {
    type: String(provider.type),
    capability: asked?.name ?? null,
    outcome: upstream === null ? "refused" : provider.protocol === "original" ? "kept" : "sent",
    asked: readAsked(c),
    keepsQuery: query !== undefined && (upstream?.path ?? path).includes(query),
  };
}

function onlyProvider(c: Case): Record<string, unknown> | null {
  try {
    const { provider } = JSON.parse(Buffer.from(c.configuration).toString()) as { provider?: Record<string, unknown> };
    return provider ?? null;
  } catch {
    return null;
  }
}

function fits({ methods, path }: Capability["requests"][number], method: string, asked: string): boolean {
  const pattern = path.replace(/[.+*?^$()[\]\\|]/g, "\\$&").replace(/\{[^}]*\}/g, "[^/]+");
  return methods.includes(method) && new RegExp(`${pattern}/?$`).test(asked.split("?")[0]);
}

function readAsked(c: Case): AskedAs[] {
  const sent = Buffer.concat(c.request.chunks).toString();
  const received = Buffer.from(c.attempts[0].upstream?.body ?? Buffer.from(sent)).toString();
  const model = (text: string): string | undefined => /"model"\s*:\s*("[^"]*")/.exec(text)?.[1];
  const asked: AskedAs[] = [];
  if (sent === received) asked.push("plain");
  if (model(sent) !== model(received)) asked.push("mapped");
  if (/"stream"\s*:\s*true/.test(sent)) asked.push("stream");
  if (sent.includes('"role":"developer"')) asked.push("developer");
  return asked;
}
