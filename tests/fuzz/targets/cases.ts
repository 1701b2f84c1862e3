// The cases of tests/cases, damaged in one part: configuration, path, a header, body, answer.

import fc from "fast-check";
import type { Case, CaseRequest } from "../../support/cases/case.ts";
import { CASES } from "../corpus.ts";
import { describeCase, newInput, type ExchangeInput } from "../exchange-input.ts";
import type { Laboratory } from "../laboratory.ts";
import { mutate, someMutations, type Mutation } from "../mutations.ts";
import { EXCHANGE_ORACLES, judgeExchange } from "../oracles/judge-exchange.ts";
import { CREDENTIALS_APART } from "../oracles/secret-oracles.ts";
import type { Target } from "../target.ts";
import { someDelivery } from "./body.ts";

const PARTS = ["configuration", "path", "header", "body", "reply", "method"] as const;

/** A case with damage to one of its parts. */
export interface CaseInput {
  part: (typeof PARTS)[number];
  exchange: ExchangeInput;
}

/** Bytes that no codec of Envoy lets through in a path or a header. */
const FORBIDDEN = /[\0\r\n]/g;
const NOT_IN_PATHS = /[\0-\x20\x7f]/g;

function damageText(text: string, mutations: Mutation[], forbidden: RegExp): string {
  const bytes = mutate(Buffer.from(text, "latin1"), mutations);
  return Buffer.from(bytes).toString("latin1").replace(forbidden, "");
}

function damageRequest(request: CaseRequest, part: CaseInput["part"], mutations: Mutation[]): CaseRequest {
  if (part === "path") return { ...request, path: `/${damageText(request.path.slice(1), mutations, NOT_IN_PATHS)}` };
  if (part === "method") return { ...request, method: damageText(request.method, mutations, /[^A-Za-z-]/g) || "X" };
  if (part === "header") {
    const headers = request.headers.map(([name, value]) => {
      const isLength = name === "content-length";
      return [name, isLength ? value : damageText(value, mutations, FORBIDDEN).trim()] as const;
    });
    return { ...request, headers };
  }
  if (part !== "body") return request;
  const body = mutate(Buffer.concat(request.chunks), mutations);
  const headers = request.headers.map(([name, value]) =>
    name === "content-length" ? ([name, String(body.length)] as const) : ([name, value] as const),
  );
  return { ...request, headers, chunks: body.length > 0 ? [body] : [] };
}

function damageCase(c: Case, part: CaseInput["part"], mutations: Mutation[]): ExchangeInput {
  const configuration = part === "configuration" ? mutate(c.configuration, mutations) : c.configuration;
  const endpoints = c.attempts.map(({ provider, reply }) => {
    const body = Buffer.concat(reply.chunks);
    const chunks = part === "reply" ? [mutate(body, mutations)] : [body];
    return { provider: provider ?? "", reply: { ...reply, chunks: chunks.filter((chunk) => chunk.length > 0) } };
  });
  const request = damageRequest(c.request, part, mutations);
  return { ...newInput(configuration, request), mode: c.mode, endpoints };
}

const inputs: fc.Arbitrary<CaseInput> = fc
  .tuple(fc.constantFrom(...CASES), fc.constantFrom(...PARTS), someMutations(4), someDelivery)
  .map(([c, part, mutations, delivery]) => ({ part, exchange: { ...damageCase(c, part, mutations), ...delivery } }));

/** Clients of cases send secrets of their own making. */
const ORACLES = EXCHANGE_ORACLES.filter((oracle) => oracle !== CREDENTIALS_APART);

export const casesTarget: Target<CaseInput> = {
  name: "cases",
  varies: "the cases of tests/cases, byte by byte",
  inputs,
  judge: ({ exchange }: CaseInput, laboratory: Laboratory) => judgeExchange(exchange, laboratory, () => [], ORACLES),
  describe: (input) => describeCase(input.exchange, "found by fuzzing: cases"),
};
