// Defects as a filter could have them, planted into what is seen of exchanges: each must be found by its oracle.

import type { RootContext } from "../support/emulator/root-context.ts";
import type { SeenRequest } from "../support/cases/observation.ts";
import type { ExchangeInput } from "./exchange-input.ts";
import { STEERING_VALUE } from "./heads.ts";
import { Laboratory, type Played } from "./laboratory.ts";
import { PLANTED_IN_TELEMETRY } from "./planted-telemetry.ts";
import { CLIENT_SECRET, QUERY_SECRET } from "./oracles/secret-oracles.ts";

/** What a defect makes of one exchange. */
export type Damage = (played: Played, input: ExchangeInput, root: RootContext) => Played;

/** A target, and a defect that its runs must meet. */
export interface PlantedDefect {
  oracle: string;
  target: string;
  damage: Damage;
}

/** A laboratory in which every exchange has the defect, and which takes every configuration if it is to. */
export class DefectiveLaboratory extends Laboratory {
  constructor(
    private readonly damage: Damage,
    private readonly takesAll = false,
  ) {
    super();
  }

  override configure(configuration: Uint8Array): { root: RootContext; configured: boolean } {
    const { root, configured } = super.configure(configuration);
    return { root, configured: configured || this.takesAll };
  }

  override exchange(root: RootContext, input: ExchangeInput): Played {
    return this.damage(super.exchange(root, input), input, root);
  }
}

const LEFT: SeenRequest = {
  method: "POST",
  path: "/v1/chat/completions",
  authority: "a",
  headers: [],
  body: new Uint8Array(),
  trailers: [],
};

/** Changes every request that reached an upstream. */
function eachRequest(change: (request: SeenRequest, attempt: number) => SeenRequest): Damage {
  return (played) => ({ ...played, attempts: played.attempts.map(change) });
}

function changeBody(change: (text: string) => string): Damage {
  return eachRequest((request) => ({
    ...request,
    body: Buffer.from(change(Buffer.from(request.body).toString("latin1")), "latin1"),
  }));
}

function withHeader(name: string, value: string): Damage {
  return eachRequest((request) => ({ ...request, headers: [...request.headers, [name, value]] }));
}

function answered(details: string, status: number, text: string): Damage {
  const headers = [["content-type", "application/json"] as const];
  const client = { status, headers, body: Buffer.from(text), trailers: [] };
  return (played) => ({ ...played, details, client, attempts: [], completes: [] });
}

const BAD_JSON = '{"error":{"message":"not valid JSON","type":"invalid_request_error","param":null,"code":null}}';

const untouched: Damage = (played) => played;

/** At least one defect for each oracle but those of the order of callbacks. */
export const PLANTED_DEFECTS: PlantedDefect[] = [
  { oracle: "no-trap", target: "body", damage: (played) => ({ ...played, trap: "unreachable" }) },
  { oracle: "settles", target: "cases", damage: (played) => ({ ...played, client: null, cutOff: null }) },
  {
    oracle: "refused-unsent",
    target: "head",
    damage: (played) => ({ ...played, attempts: [LEFT], completes: [true] }),
  },
  { oracle: "answer-whole", target: "reply", damage: answered("aisle.other", 200, "no JSON") },
  {
    oracle: "answer-whole",
    target: "reply",
    damage: (played) => ({ ...played, client: played.client && { ...played.client, body: Buffer.from("other") } }),
  },
  {
    oracle: "secrets-kept",
    target: "reply",
    damage: (played, input) => ({ ...played, logs: [Buffer.from(input.configuration).toString()] }),
  },
  { oracle: "credentials-apart", target: "head", damage: withHeader("x-api-key", `${CLIENT_SECRET}1`) },
  { oracle: "length-right", target: "body", damage: changeBody((text) => `${text} `) },
  {
    oracle: "path-inside",
    target: "head",
    damage: eachRequest((request) => ({ ...request, path: "/v1/files/%2e%2E/x" })),
  },
  { oracle: "refused-when-due", target: "body", damage: passedOn() },
  { oracle: "invalid-refused", target: "json", damage: answered("via_upstream", 200, "") },
  { oracle: "valid-accepted", target: "json", damage: answered("aisle.bad_json", 400, BAD_JSON) },
  { oracle: "readers-agree", target: "body", damage: changeBody((text) => text.replace(/}$/, ',"MODEL":"x"}')) },
  { oracle: "readers-agree", target: "body", damage: changeBody((text) => text.replace("{", '{"model":"x",')) },
  { oracle: "body-demanded", target: "body", damage: changeBody((text) => text.replace(/}$/, ',"more":1}')) },
  { oracle: "bytes-kept", target: "body", damage: changeBody((text) => JSON.stringify(JSON.parse(text || "null"))) },
  { oracle: "models-allowed", target: "body", damage: changeBody(() => '{"model":"forbidden","messages":[]}') },
  { oracle: "form-demanded", target: "form", damage: changeBody((text) => `${text} `) },
  { oracle: "form-demanded", target: "form", damage: passedOn() },
  {
    oracle: "form-models-allowed",
    target: "form",
    damage: changeBody((text) => text.replace(/(name="model"\r\n\r\n)[^\r]*/, "$1forbidden")),
  },
  { oracle: "form-accepted", target: "form", damage: answered("aisle.bad_form", 400, BAD_JSON) },
  {
    oracle: "chunking",
    target: "reply",
    damage: (played, input) => ({ ...played, details: input.replyCuts.length > 0 ? "cut" : played.details }),
  },
  { oracle: "unsteered", target: "head", damage: withHeader("x-aisle-cluster", STEERING_VALUE) },
  { oracle: "routable", target: "head", damage: (played) => ({ ...played, details: "route_not_found" }) },
  { oracle: "headers-kept", target: "head", damage: withHeader("x-added", "1") },
  {
    oracle: "models-limited-by-path",
    target: "head",
    damage: changeBody((text) => (text === "" ? text : '{"model":"forbidden"}')),
  },
  {
    oracle: "query-apart",
    target: "head",
    damage: eachRequest((request) => ({ ...request, path: `/v1/files?key=${QUERY_SECRET}` })),
  },
  {
    oracle: "unusable-retried",
    target: "attempts",
    damage: (played) => ({ ...played, client: played.client && { ...played.client, status: 200 } }),
  },
  {
    oracle: "attempts-apart",
    target: "attempts",
    damage: eachRequest((request, attempt) => ({ ...request, path: attempt > 0 ? "/of-another" : request.path })),
  },
  { oracle: "only-objects", target: "config", damage: untouched },
  {
    oracle: "nothing-half-changed",
    target: "faults",
    damage: (played, input, root) =>
      root.vm.faults.failures.length > 0 ? withHeader("x-half", "1")(played, input, root) : played,
  },
  { oracle: "failures-pass", target: "faults", damage: afterFailures() },
  ...PLANTED_IN_TELEMETRY,
];

/** A plugin that does not get over a failure. */
function afterFailures(): Damage {
  const failed = new WeakSet<RootContext>();
  return (played, input, root) => {
    if (failed.has(root)) return withHeader("x-still", "1")(played, input, root);
    if (root.vm.faults.failures.length > 0) failed.add(root);
    return played;
  };
}

/** A filter that lets every request go on as it is. */
function passedOn(): Damage {
  return (played, input) => {
    const body = Buffer.concat(input.request.chunks);
    const request = { ...LEFT, path: input.request.path, headers: input.request.headers, body };
    return { ...played, details: "via_upstream", attempts: [request], completes: [true] };
  };
}
