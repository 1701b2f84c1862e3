/** The client of the exchanges whose figures are known. */
import assert from "node:assert/strict";
import type { MeteredEnvoy } from "./metered-envoy.ts";
import type { Exchange } from "./stations.ts";

/** Sends a request to a listener and answers the body that came, which must be as the exchange says. */
export async function send(envoy: MeteredEnvoy, listener: string, exchange: Exchange): Promise<string> {
  const { path, answer = "", body, status = 200, isCut = false } = exchange;
  const headers = { "content-type": "application/json", "x-answer": answer };
  const rest = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(`http://127.0.0.1:${envoy.port(listener)}${path}`, { headers, ...rest });
  assert.equal(response.status, status);
  if (!isCut) return response.text();
  await assert.rejects(response.text());
  return "";
}
