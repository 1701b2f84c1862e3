// Tokens that the filter signs itself, in the emulated host and through Envoy: RFC 7519, checked with Node's own crypto.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { runCase } from "../support/cases/emulator-runner.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { readCase } from "../support/cases/load.ts";
import type { Observation } from "../support/cases/observation.ts";

const CASE = readCase(
  {
    name: "a token signed with the secret",
    config: { provider: { id: "k", type: "kling", klingAccessKey: "env:ACCESS", klingSecretKey: "env:SECRET" } },
    environment: { ACCESS: 'the "access" key', SECRET: "s".repeat(100) },
    request: { path: "/v1/videos/1", headers: { authorization: "Bearer sk-client", "x-api-key": "sk-client" } },
  },
  "signed-tokens",
  0,
);

describe("level envoy: tokens that the filter signs", () => {
  let envoy: EnvoyCases;
  before(async () => void ([envoy] = await EnvoyCases.startGroups([[CASE]], {})));
  after(() => envoy.stop());

  it("are good in the emulated host", () => check(runCase(CASE), null));
  it("are good through Envoy", async () => check(await envoy.run(CASE), Date.now() / 1000));
});

/** `now`: the time at which the request was sent, in seconds; null: not known. */
function check({ attempts: [sent] }: Observation, now: number | null): void {
  assert.equal(sent?.path, "/v1/videos/text2video/1");
  assert.doesNotMatch(JSON.stringify(sent.headers), /sk-client/);
  const value = sent.headers.find(([name]) => name === "authorization")?.[1] ?? "";
  const [, head, claims, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(value) ?? [];
  const decode = (part = ""): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  assert.deepEqual(decode(head), { alg: "HS256", typ: "JWT" });
  const { iss, exp, nbf } = decode(claims) as { iss: string; exp: number; nbf: number };
  assert.equal(iss, 'the "access" key');
  assert.equal(exp - nbf, 1805);
  if (now !== null) assert.ok(Math.abs(exp - 1800 - now) < 10, `${exp} is not half an hour after ${now}`);
  const wanted = createHmac("sha256", "s".repeat(100)).update(`${head}.${claims}`).digest("base64url");
  assert.equal(signature, wanted);
}
