// The canaries themselves: every case carries them, and a leak that is planted at any place, in any form, is found.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { ALLOWED, LOGGED, type Canary, type CanaryKind, type Place } from "../support/canaries/canary.ts";
import { loadCanaryCases, toCanaryCase, type CanaryCase } from "../support/canaries/canary-case.ts";
import { findSecrets, SECRET_KEYS } from "../support/canaries/case-configuration.ts";
import { keyHeaders, isKeyTranslated } from "../support/canaries/client-keys.ts";
import { interleaveAll } from "../support/canaries/interleaving.ts";
import { findMarkers, markerOf, markWords } from "../support/canaries/marker.ts";
import { expectedOutputs } from "../support/canaries/outputs.ts";
import { findAny, findMisplaced } from "../support/canaries/scan.ts";
import { SECOND_TENANTS } from "../support/canaries/second-tenant.ts";
import { compare } from "../support/cases/compare.ts";
import { loadCases, readCases } from "../support/cases/load.ts";
import { runCase } from "../support/cases/emulator-runner.ts";
import type { Observation, SeenRequest, SeenResponse } from "../support/cases/observation.ts";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { buildProbeFilter } from "../support/emulator/probe-filter.ts";

const [EXAMPLE, LOGGING] = readCases(
  `
- name: everything that a case may have
  config:
    provider:
      id: a
      type: openai
      apiTokens: [sk-configured]
      context: { fileUrl: "http://files.example/c.txt", cluster: files }
  request: { path: /v1/chat/completions, headers: { cookie: a=b }, body: '{"model":"x","messages":[{"role":"user","content":"hi"}]}', trailers: { x-t: "1" } }
  callouts: [{ cluster: files, path: /c.txt, reply: { body: be kind } }]
  upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-configured, cookie: null }, body: '{"model":"x","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hi"}]}' }
  reply: { body: "{}", trailers: { x-u: "2" } }
- name: bodies in the log
  config: { logging: { payloads: true }, provider: { id: a, type: openai, apiTokens: [sk-configured] } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","messages":[{"role":"user","content":"hi"}]}' }
  upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-configured } }
  reply: { headers: { content-type: application/json }, body: '{"choices":[{"message":{"content":"hello"}}]}' }
  log:
    gen_ai.operation.name: chat
    gen_ai.provider.name: openai
    aisle.provider: a
    aisle.capability: openai/v1/chatcompletions
    http.response.status_code: 200
    aisle.attempts: 1
    aisle.usage: unknown
    aisle.duration_ms: "<number>"
    aisle.request.payload: '{"model":"x","messages":[{"role":"user","content":"hi"}]}'
    aisle.response.payload: '{"choices":[{"message":{"content":"hello"}}]}'
`,
  "canary-scan.test.ts",
).map(toCanaryCase);

type Plant = (seen: Observation, text: string) => Observation;

const inAttempt =
  (change: (request: SeenRequest, text: string) => Partial<SeenRequest>): Plant =>
  (seen, text) => ({ ...seen, attempts: seen.attempts.map((one) => ({ ...one, ...change(one, text) })) });
const inClient =
  (change: (response: SeenResponse, text: string) => Partial<SeenResponse>): Plant =>
  (seen, text) => ({ ...seen, client: seen.client && { ...seen.client, ...change(seen.client, text) } });
const inCallout =
  (change: (text: string) => Partial<SeenRequest>): Plant =>
  (seen, text) => ({ ...seen, callouts: seen.callouts.map((call) => ({ ...call, ...change(text) })) });
const inRemains =
  (place: Place, around: (text: string) => string = (text) => `b=${text}`): Plant =>
  (seen, text) => ({ ...seen, remains: [...(seen.remains ?? []), { place, text: `a=1\n${around(text)}` }] });
const inLine =
  (line: (text: string) => string): Plant =>
  (seen, text) => ({ ...seen, logs: [...seen.logs, line(text)] });
const behind = (pairs: HeaderPair[], text: string): HeaderPair[] => [...pairs, ["x-planted", `1,${text}`]];

/** A leak at each place that an exchange has. */
const PLANTS: Partial<Record<Place, Plant[]>> = {
  "upstream head": [
    inAttempt(({ headers }, text) => ({ headers: behind(headers, text) })),
    inAttempt(({ path }, text) => ({ path: `${path}?a=${text}` })),
    inAttempt((_, text) => ({ authority: `${text}.example` })),
  ],
  "upstream body": [inAttempt(({ body }, text) => ({ body: Buffer.concat([body, Buffer.from(text)]) }))],
  "upstream trailers": [inAttempt(({ trailers }, text) => ({ trailers: behind(trailers, text) }))],
  "client head": [inClient(({ headers }, text) => ({ headers: behind(headers, text) }))],
  "client body": [inClient(({ body }, text) => ({ body: Buffer.concat([body, Buffer.from(text)]) }))],
  "client trailers": [inClient(({ trailers }, text) => ({ trailers: behind(trailers, text) }))],
  "response code details": [(seen, text) => ({ ...seen, details: `aisle.${text}` })],
  "call-out head": [
    inCallout((text) => ({ path: `/c.txt?${text}` })),
    inCallout((text) => ({ headers: [["a", text]] })),
  ],
  "call-out body": [inCallout((text) => ({ body: Buffer.from(text) }))],
  log: [
    inLine((text) => `aisle: token ${text}`),
    inLine((text) => `{"gen_ai.request.model":"${text}"}`),
    inLine((text) => JSON.stringify({ "aisle.request.payload": JSON.stringify({ key: text }) })),
  ],
  "shared data": [inRemains("shared data")],
  metrics: [
    inRemains("metrics"),
    inRemains("metrics", (text) => `aisle_requests_total;.;provider=.=a;.;model=.=${text};.;capability=.=c;.;`),
  ],
  "filter state": [
    inRemains("filter state"),
    inRemains("filter state", (text) => `aisle.exchange={"gen_ai.response.model":"${text}"}`),
  ],
};

describe("level host: the canaries and the scan for them", () => {
  const cases = loadCanaryCases();

  it("every case has canaries of its own, the same ones each time", () => {
    const owners = cases.flatMap((c, i) => c.canaries.map(({ marker }) => [marker, i] as const));
    assert.equal(new Map(owners).size, owners.length, "two canaries are equal");
    assert.deepEqual(loadCanaryCases(), cases);
  });

  it("every secret of every case carries one: those of the configuration, of the environment, of the client", () => {
    const bare = cases.flatMap(({ case: c }) => {
      const secrets = [...findSecrets(c.configuration).map(({ text }) => text), ...Object.values(c.environment)];
      const keys = c.request.headers.filter(([name]) => keyHeaders(c).includes(name));
      const all = [...secrets, ...keys.map(([, value]) => value)].filter((text) => !text.trim().startsWith("env:"));
      return all.filter((text) => findMarkers(text).length === 0).map((text) => `${c.name}: ${text}`);
    });
    assert.deepEqual(bare, []);
  });

  it("every client has every kind of key, and nearly every body a prompt", () => {
    const having = (kind: CanaryKind) => (c: CanaryCase) => c.canaries.some((canary) => canary.kind === kind);
    const asking = cases.filter(({ case: c }) => c.configured && !isKeyTranslated(c));
    assert.deepEqual(
      asking.filter((c) => !keyHeaders(c.case).every((name) => hasHeader(c, name))),
      [],
    );
    const bodies = cases.filter(({ case: c }) => c.request.chunks.length > 0);
    const asked = bodies.filter((c) => having("prompt")(c) || having("logged prompt")(c));
    assert.ok(asked.length > 0.9 * bodies.length);
    for (const kind of Object.keys(ALLOWED) as CanaryKind[]) assert.ok(cases.some(having(kind)), kind);
  });

  it("a case keeps everything but its secrets", () => {
    for (const [i, c] of loadCases().entries()) {
      const { file, name, mode, configured, hostOnly, properties, response, logs } = cases[i].case;
      const { method, authority, trailers } = cases[i].case.request;
      assert.deepEqual(
        { file, name, mode, configured, hostOnly, properties, response: withoutMarkers(response), logs },
        { ...pick(c), response: c.response, logs: c.logs },
      );
      const { request } = c;
      assert.deepEqual([method, authority, trailers], [request.method, request.authority, request.trailers]);
    }
  });

  it("knows the keys that the configuration's schema calls secret", () => {
    const schema = readFileSync(new URL("../../docs/aisle.schema.json", import.meta.url), "utf8");
    const secret = new Set([...findSecretKeys(JSON.parse(schema))].filter((key) => !["header", "query"].includes(key)));
    assert.deepEqual(secret, new Set(SECRET_KEYS));
  });

  it("finds a leak of each kind of canary, at each place that it is not allowed", () => {
    const kinds = [EXAMPLE, LOGGING].flatMap((example) => {
      const seen = runCase(example.case);
      assert.deepEqual([...compare(example.case, seen), ...findMisplaced(example, seen)], []);
      const wanted = expectedOutputs(example.case);
      return onePerKind(example).map((canary) => {
        for (const [place, plants] of Object.entries(PLANTS) as [Place, Plant[]][]) {
          // That case makes no call-out into which something could be planted.
          if (place.startsWith("call-out") && example === LOGGING) continue;
          const isOwn = wanted.some((one) => one.place === place && one.text.includes(canary.marker));
          const expected = isOwn ? [] : [`${place}: ${canary.kind} (${canary.where})`];
          for (const plant of plants) assert.deepEqual(findMisplaced(example, plant(seen, canary.marker)), expected);
        }
        return canary.kind;
      });
    });
    assert.deepEqual(new Set(kinds), new Set(Object.keys(ALLOWED)));
  });

  it("finds a prompt and an answer in the log of all cases, unless their case's configuration logs bodies", () => {
    const known = [EXAMPLE, LOGGING].flatMap(({ canaries }) => canaries);
    for (const canary of known) {
      const found = (place: Place) => findAny([{ place, index: 0, text: `{"a":"${canary.marker}"}` }], known);
      const expected = (place: Place) => [`${place}: ${canary.kind} (${canary.where})`];
      assert.deepEqual(found("log"), LOGGED.includes(canary.kind) ? [] : expected("log"));
      assert.deepEqual(found("stats"), expected("stats"));
    }
  });

  it("finds somebody else's canary at every place", () => {
    const seen = runCase(EXAMPLE.case);
    const foreign = markerOf("somebody else");
    for (const [place, plants] of Object.entries(PLANTS) as [Place, Plant[]][]) {
      const expected = [`${place}: somebody else's ${foreign}`];
      for (const plant of plants) assert.deepEqual(findMisplaced(EXAMPLE, plant(seen, foreign)), expected);
    }
  });

  it("finds a canary in the stats and in the access log", () => {
    for (const place of ["stats", "access log"] as const) {
      const [canary] = EXAMPLE.canaries;
      const text = `wasmcustom.aisle_${canary.marker}: 1`;
      assert.deepEqual(findAny([{ place, index: 0, text }], EXAMPLE.canaries), [
        `${place}: ${canary.kind} (${canary.where})`,
      ]);
    }
  });

  it("finds a canary in other letters, in UTF-16, in base64, in hexadecimal digits, and each word of a secret", () => {
    const marker = markerOf("any");
    const seenAs = (text: string) => findAny([{ place: "log", index: 0, text }], []).length;
    assert.equal(seenAs("nothing"), 0);
    const forms = [
      marker.toUpperCase(),
      Buffer.from(marker, "utf16le").toString("latin1"),
      Buffer.from(marker).toString("hex"),
    ];
    const base64 = ["", "a", "ab"].map((front) => Buffer.from(front + marker).toString("base64"));
    for (const form of [...forms, ...base64]) assert.equal(seenAs(`x ${form} y`), 1, form);
    for (const word of markWords("one two\nthree", marker).split(/\s/)) assert.equal(seenAs(word), 1, word);
  });

  it("finds what a filter itself puts where it does not belong", () => {
    const module = new WebAssembly.Module(readFileSync(buildProbeFilter()));
    const marker = markerOf("the filter's own");
    const leaks: Record<string, Place[]> = {
      [`replace 0 x-key ${marker}`]: ["upstream head", "log"],
      [`share key ${marker}`]: ["shared data", "log"],
      [`set aisle.head ${marker}`]: ["filter state", "log"],
      [`reply 403 ${marker}`]: ["client body", "log"],
      [`call ${marker}`]: ["log"],
    };
    for (const [command, places] of Object.entries(leaks)) {
      const script = JSON.stringify(`request_headers: ${command}`);
      const [c] = readCases(`- { name: n, config: ${script}, request: { path: / } }`, "f");
      const found = findMisplaced({ case: c, canaries: [] }, runCase(c, { module }));
      assert.deepEqual(new Set(found), new Set(places.map((place) => `${place}: somebody else's ${marker}`)), command);
    }
  });

  it("finds what one tenant sees of another", () => {
    const [listener] = SECOND_TENANTS;
    assert.deepEqual(interleaveAll(EXAMPLE, listener), []);
    const { request } = EXAMPLE.case;
    const lines = runCase(LOGGING.case).logs.filter((line) => line.startsWith("{"));
    assert.equal(lines.length, 1);
    const foreign = findMisplaced(EXAMPLE, { ...runCase(EXAMPLE.case), logs: lines });
    assert.equal(foreign.filter((problem) => problem.startsWith("log: somebody else's")).length, LOGGED.length);
    const intruder = { ...request, headers: [...request.headers, ["x-mine", listener.canaries[0].marker] as const] };
    const problems = interleaveAll({ ...EXAMPLE, case: { ...EXAMPLE.case, request: intruder } }, listener);
    assert.ok(problems.length > 0 && problems.every((problem) => problem.includes("upstream head: somebody else's")));
  });
});

function pick({ file, name, mode, configured, hostOnly, properties }: CanaryCase["case"]) {
  return { file, name, mode, configured, hostOnly, properties };
}

/** What the client must get, with the bytes that were there before they were marked. */
function withoutMarkers(response: CanaryCase["case"]["response"]): typeof response {
  if (!response?.body) return response;
  const text = Buffer.from(response.body).toString("latin1");
  const plain = findMarkers(text).reduce((rest, marker) => rest.replaceAll(marker, ""), text);
  return { ...response, body: plain === text ? response.body : Buffer.from(plain, "latin1") };
}

function hasHeader({ case: c }: CanaryCase, name: string): boolean {
  return c.request.headers.some(([other]) => other === name);
}

function onePerKind({ canaries }: CanaryCase): Canary[] {
  return [...new Map(canaries.map((canary) => [canary.kind, canary])).values()];
}

function findSecretKeys(node: unknown, name = ""): Set<string> {
  if (typeof node !== "object" || node === null) return new Set();
  const own = (node as { writeOnly?: boolean }).writeOnly === true ? [name] : [];
  return new Set([...own, ...Object.entries(node).flatMap(([key, value]) => [...findSecretKeys(value, key)])]);
}
