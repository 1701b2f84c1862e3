/** The two calls that `make run` sends through Envoy, and what it shows of them. */
import { metricsUrl } from "./counted.ts";
import { bold, grey, say, sayPiece } from "./screen.ts";
import { SetupError } from "./setup-error.ts";
import type { Upstream } from "./upstream.ts";
import { CLIENT_MODEL } from "./upstream.ts";

/** Sends one chat and shows its answer; throws SetupError when it is refused. */
export async function showChat(gateway: string, upstream: Upstream): Promise<void> {
  const prompt = "Say hello in one short sentence.";
  say("", bold("A chat"), `  you ${prompt}`);
  const began = performance.now();
  const response = await ask(gateway, prompt, {});
  const answer = (await response.json()) as ChatCompletion;
  sayPiece(`  llm ${answer.choices?.[0]?.message?.content?.trim() || "(no text)"}`);
  say("", grey(`      ${response.status} in ${elapsed(began)}, ${answer.usage?.total_tokens ?? "?"} tokens`));
  sayWhatArrived(upstream);
}

/** Sends one streamed chat and shows its answer as it comes; throws SetupError when it is refused. */
export async function showStream(gateway: string, upstream: Upstream): Promise<void> {
  const prompt = "Count to five.";
  say("", bold("A stream"), `  you ${prompt}`);
  process.stdout.write("  llm ");
  const began = performance.now();
  let first = "";
  let events = 0;
  // The fake LLM has nothing to think about; the pauses make its stream one that can be seen.
  const response = await ask(gateway, prompt, { stream: true }, upstream.fake ? { "x-fake-event-delay-ms": "60" } : {});
  for await (const data of eventsOf(response)) {
    if (events++ === 0) first = elapsed(began);
    if (data !== "[DONE]") sayPiece((JSON.parse(data) as ChatChunk).choices?.[0]?.delta?.content ?? "");
  }
  if (events === 0) throw new SetupError("The stream ended without an event.");
  say("", grey(`      ${response.status}, first event after ${first}, ${events} events in ${elapsed(began)}`));
  sayWhatArrived(upstream);
}

/** Commands to paste; each is one call that works while `make run` stays. */
export function curlLines(gateway: string, admin: string, upstream: Upstream): string[] {
  const body = (extra: string): string =>
    `'{"model":"${CLIENT_MODEL}",${extra}"messages":[{"role":"user","content":"Hello!"}]}'`;
  const chat = (options: string, extra: string): string =>
    `curl ${options} ${gateway}/v1/chat/completions -H 'content-type: application/json' -d ${body(extra)}`;
  const lines = [
    "# a chat",
    chat("-sS", ""),
    "# a stream",
    chat("-sSN", '"stream":true,'),
    "# the models",
    `curl -sS ${gateway}/v1/models`,
    "# an error: files are not among the allowed capabilities",
    `curl -sS -i ${gateway}/v1/files`,
    "# what Aisle has counted, for Prometheus",
    `curl -sS '${metricsUrl(admin)}'`,
  ];
  return upstream.fake
    ? [...lines, "# what the fake LLM received last", `curl -sS ${upstream.fake.url}/fake/last`]
    : lines;
}

async function ask(
  gateway: string,
  content: string,
  extra: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = JSON.stringify({ model: CLIENT_MODEL, ...extra, messages: [{ role: "user", content }] });
  const response = await fetch(`${gateway}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  if (response.ok) return response;
  throw new SetupError(`\nThe chat was answered with status ${response.status}: ${(await response.text()).trim()}`);
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

interface ChatCompletion {
  choices?: { message?: { content?: string | null } }[];
  usage?: { total_tokens?: number };
}

interface ChatChunk {
  choices?: { delta?: { content?: string | null } }[];
}
