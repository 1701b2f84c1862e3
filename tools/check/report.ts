// What `aisle check` prints. Everything passes the mask for secrets, and no byte of a file reaches the terminal as a command.

import type { CheckedPlugin, Outcome, SeenMessage } from "./checked-plugin.ts";
import { compareHeaders, compareTexts, isKept, type HeaderChange, type Piece } from "./differences.ts";
import type { SecretMask } from "./secrets.ts";

/** Headers that the emulated host adds to every request. */
const HOSTS_OWN = new Set([":scheme", "x-forwarded-proto"]);

/** How much of an unchanged part of a body is shown on each side of a change. */
const CONTEXT = 60;

/** How much is shown of one change. */
const LONGEST = 1000;

/** The verdict on a configuration. */
export function describeConfiguration(title: string, plugin: CheckedPlugin, notes: string[], mask: SecretMask): string {
  const count = (severity: string) => plugin.problems.filter((problem) => problem.severity === severity).length;
  const verdict = plugin.isUsable ? "usable" : "not usable: Envoy would not start with it, or keep what it has";
  const lines = plugin.problems.map(({ severity, text }) => `  ${severity}: ${mask.hide(text)}`);
  const head = `${title}: ${verdict} (${numbered(count("error"), "error")}, ${numbered(count("warning"), "warning")})`;
  return printable([head, ...lines, ...notes.map((note) => `  note: ${note}`)]);
}

/** What becomes of a request, and why. */
export function describeOutcome(outcome: Outcome, mask: SecretMask): string {
  const { client, upstream, refusal, reasons, calls } = outcome;
  const asked = `${headerOf(client, ":method")} ${mask.hidePath(headerOf(client, ":path"))}`;
  const why = [...reasons.map((each) => `  why: ${mask.hide(each)}`), ...calls.map((each) => `  call: ${each}`)];
  if (refusal !== null) return printable([`${asked}: refused`, ...why, ...describeRefusal(refusal, mask)]);
  if (upstream === null) return printable([`${asked}: nothing is sent, and nothing is answered`, ...why]);
  const heads = compareHeaders(client.headers, upstream.headers).filter(
    (change) => !(HOSTS_OWN.has(change.name) && isKept(change)),
  );
  return printable([
    `${asked}: sent upstream`,
    ...why,
    "",
    "head (~ changed, + added, - removed)",
    ...heads.map((change) => describeHeader(change, mask)),
    "",
    ...describeBody(client.body, upstream.body, mask),
  ]);
}

function describeRefusal(refusal: SeenMessage & { details: string }, mask: SecretMask): string[] {
  const body = mask.hide(Buffer.from(refusal.body).toString("utf8"));
  return ["", `answer to the client: ${headerOf(refusal, ":status")} (${refusal.details})`, `  ${body}`];
}

function describeHeader(change: HeaderChange, mask: SecretMask): string {
  const { name, before, after } = change;
  const show = (values: string[]) => values.map((value) => mask.hideHeader(name, value)).join(" | ");
  if (after === null) return `- ${name}: ${show(before ?? [])}`;
  if (before === null) return `+ ${name}: ${show(after)}`;
  return isKept(change) ? `  ${name}: ${show(after)}` : `~ ${name}: ${show(after)}  (was ${show(before)})`;
}

function describeBody(before: Uint8Array, after: Uint8Array, mask: SecretMask): string[] {
  if (before.length === 0 && after.length === 0) return ["no body"];
  if (Buffer.compare(before, after) === 0) return [`body unchanged, ${numbered(after.length, "byte")}`];
  const [old, now] = [before, after].map((bytes) => mask.hide(Buffer.from(bytes).toString("utf8")));
  const title = `body changed, ${before.length} to ${numbered(after.length, "byte")} ([-removed-], {+added+})`;
  return [title, `  ${compareTexts(old, now).map(markPiece).join("")}`];
}

function markPiece({ kind, text }: Piece, index: number, pieces: Piece[]): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  if (kind === "removed") return `[-${shown}-]`;
  if (kind === "added") return `{+${shown}+}`;
  const head = index === 0 ? "" : text.slice(0, CONTEXT);
  const tail = index === pieces.length - 1 ? "" : text.slice(-CONTEXT);
  return head.length + tail.length >= text.length ? text : `${head}…${tail}`;
}

function headerOf({ headers }: SeenMessage, wanted: string): string {
  return headers.find(([name]) => name === wanted)?.[1] ?? "";
}

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Lines without control characters, which a terminal would obey. */
function printable(lines: string[]): string {
  const escape = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  return lines.map((line) => `${line.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, escape)}\n`).join("");
}
