/** The two calls that `make run` sends through Envoy, and what it shows of them. */
import { metricsUrl } from "./counted.ts";
import type { Dialect } from "./dialect.ts";
import { bold, grey, say, sayPiece } from "./screen.ts";
import { SetupError } from "./setup-error.ts";
import type { Upstream } from "./upstream.ts";

/** Sends one call and shows its answer; throws SetupError when it is refused. */
export async function showAnswer(dialect: Dialect, gateway: string, upstream: Upstream): Promise<void> {
  const prompt = "Say hello in one short sentence.";
  say("", bold(`A ${dialect.call}`), `  you ${prompt}`);
  const began = performance.now();
  const response = await ask(dialect, gateway, prompt, {});
  const answer = await response.json();
  sayPiece(`  llm ${dialect.textOf(answer)?.trim() || "(no text)"}`);
  say("", grey(`      ${response.status} in ${elapsed(began)}, ${dialect.tokensOf(answer) ?? "?"} tokens`));
  sayWhatArrived(upstream);
}

/** Sends one call for a stream and shows its answer as it comes; throws SetupError when it is refused. */
export async function showStream(dialect: Dialect, gateway: string, upstream: Upstream): Promise<void> {
  const prompt = "Count to five.";
  say("", bold("A stream"), `  you ${prompt}`);
  process.stdout.write("  llm ");
  const began = performance.now();
  let first = "";
  let events = 0;
  // The fake LLM has nothing to think about; the pauses make its stream one that can be seen.
  const pace: Record<string, string> = upstream.fake ? { "x-fake-event-delay-ms": "60" } : {};
  const response = await ask(dialect, gateway, prompt, { stream: true }, pace);
  for await (const data of eventsOf(response)) {
    if (events++ === 0) first = elapsed(began);
    if (data !== "[DONE]") sayPiece(dialect.deltaOf(JSON.parse(data)) ?? "");
  }
  if (events === 0) throw new SetupError("The stream ended without an event.");
  say("", grey(`      ${response.status}, first event after ${first}, ${events} events in ${elapsed(began)}`));
  sayWhatArrived(upstream);
}

/** Commands to paste; each is one call that works while `make run` stays. */
export function curlLines(dialect: Dialect, gateway: string, admin: string, upstream: Upstream): string[] {
  const headers = ["content-type: application/json", ...Object.entries(dialect.headers).map((pair) => pair.join(": "))];
  const call = (options: string, extra: object): string => {
    const body = JSON.stringify(bodyOf(dialect, "Hello!", extra));
    return `curl ${options} ${gateway}${dialect.path} ${headers.map((line) => `-H '${line}'`).join(" ")} -d '${body}'`;
  };
  const lines = [
    `# a ${dialect.call}`,
    call("-sS", {}),
    "# a stream",
    call("-sSN", { stream: true }),
    ...dialect.further(gateway),
    "# what Aisle has counted, for Prometheus",
    `curl -sS '${metricsUrl(admin)}'`,
  ];
  return upstream.fake
    ? [...lines, "# what the fake LLM received last", `curl -sS ${upstream.fake.url}/fake/last`]
    : lines;
}

function bodyOf({ model, members }: Dialect, content: string, extra: object): object {
  return { model, ...members, ...extra, messages: [{ role: "user", content }] };
}

async function ask(
  dialect: Dialect,
  gateway: string,
  content: string,
  extra: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(gateway + dialect.path, {
    method: "POST",
    headers: { "content-type": "application/json", ...dialect.headers, ...headers },
    body: JSON.stringify(bodyOf(dialect, content, extra)),
  });
  if (response.ok) return response;
  const reason = (await response.text()).trim();
  throw new SetupError(`\nThe ${dialect.call} was answered with status ${response.status}: ${reason}`);
}

/** The data of each server-sent event, as soon as its line is complete. */
async function* eventsOf(response: Response): AsyncIterable<string> {
  let rest = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
  }
}

/** Only the fake LLM can tell what Aisle made of the request. */
function sayWhatArrived({ fake }: Upstream): void {
  const last = fake?.last();
  if (!last) return;
  const { model } = JSON.parse(last.body) as { model: string };
  const key = last.headers.find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "none";
  say(grey(`      the fake LLM received ${last.method} ${last.path}, model ${model}, authorization ${key}`));
}

function elapsed(since: number): string {
  const ms = performance.now() - since;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
