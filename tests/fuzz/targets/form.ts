// Forms: their models before, behind and between files, with heads and delimiters that some readers take for others.

import fc from "fast-check";
import { CLIENT_MODELS, configurationOf, someProvider, type ProviderConfig } from "../configurations.ts";
import { describeCase, newInput, newRequest, type ExchangeInput } from "../exchange-input.ts";
import { mutate, someMutations } from "../mutations.ts";
import { FORM_ORACLES } from "../oracles/form-oracles.ts";
import { judgeExchange } from "../oracles/judge-exchange.ts";
import { judgeAll } from "../oracles/oracle.ts";
import type { Target } from "../target.ts";
import { someDelivery } from "./body.ts";

/** A form exchange: the provider behind the configuration's text, and the boundary of the body. */
export interface FormInput {
  provider: ProviderConfig;
  boundary: string;
  exchange: ExchangeInput;
}

const ENDPOINTS = ["/v1/audio/transcriptions", "/v1/audio/translations", "/v1/images/edits", "/v1/videos"];
const BOUNDARIES = ["b", "--", "a b", "----WebKitFormBoundary7MA4YWxkTrZu0gW"];
const MODEL_HEAD = 'Content-Disposition: form-data; name="model"\r\n';

/** Heads of parts; most are such as clients write. */
const HEADS = [
  ...Array.from({ length: 6 }, () => MODEL_HEAD),
  'content-disposition:form-data;filename="a";name=model\r\nContent-Type: text/plain\r\n',
  'Content-Disposition: form-data; name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n',
  'Content-Disposition: form-data; name="language"\r\n',
  'Content-Disposition: form-data; name="Model"\r\n',
  'Content-Disposition: form-data; name="mo\\del"\r\n',
  'Content-Disposition: form-data; name="x"; name="model"\r\n',
  "Content-Disposition: form-data; name*=utf-8''model\r\n",
  'Content-Disposition: form-data; filename="a\\"; name=model; x=\\""\r\n',
  'Content-Disposition: form-data;\r\n name="model"\r\n',
  'X: y\nContent-Disposition: form-data; name="model"\r\n',
  "",
];

const VALUES = [...CLIENT_MODELS, "gpt-4o", "m", "ID3 \0\xff", "x\r\n--", "\r\n", "x".repeat(5000)];

/** What stands between parts, `B` for the boundary; the first one is right. */
const JOINTS = [
  ...Array.from({ length: 12 }, () => "\r\n--B\r\n"),
  "\n--B\n",
  "\r--B\r",
  "\r\n--B \r\n",
  "\r\n--Bx\r\n",
  "\r\n--B--\r\n",
  "\r\nx--B\r\n",
  "\r\n\r\n--B\r\n",
];

const EDGES: [before: string, behind: string][] = [
  ...Array.from({ length: 6 }, (): [string, string] => ["", "\r\n"]),
  ["", ""],
  ["\r\n", "\r\nepilogue"],
  ["preamble\r\n", "\r\n--B\r\n" + MODEL_HEAD + "\r\nforbidden\r\n--B--"],
  ["\n", "\n"],
];

const parts = fc.array(fc.tuple(fc.constantFrom(...HEADS), fc.constantFrom(...VALUES), fc.constantFrom(...JOINTS)), {
  minLength: 1,
  maxLength: 4,
});

/** At most two changes to a form that is otherwise as its parts say; mostly none. */
const damages = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someMutations(2) });

const inputs: fc.Arbitrary<FormInput> = fc
  .tuple(
    someProvider(1),
    fc.constantFrom(...ENDPOINTS),
    fc.constantFrom(...BOUNDARIES),
    parts,
    fc.constantFrom(...EDGES),
    damages,
    someDelivery,
  )
  .map(([provider, endpoint, boundary, all, [before, behind], mutations, delivery]) => {
    const texts = all.map(([head, value, joint], i) => `${i === 0 ? "--B\r\n" : joint}${head}\r\n${value}`);
    const text = [before, ...texts, "\r\n--B--", behind].join("").replaceAll("B", () => boundary);
    const type = `multipart/form-data; boundary="${boundary}"`;
    const body = mutate(Buffer.from(text, "utf8"), mutations);
    const request = newRequest("POST", endpoint, [["content-type", type]], body);
    return { provider, boundary, exchange: { ...newInput(configurationOf(provider), request), ...delivery } };
  });

export const formTarget: Target<FormInput> = {
  name: "form",
  varies: "multipart forms and the models in them",
  inputs,
  judge: ({ provider, boundary, exchange }, laboratory) =>
    judgeExchange(exchange, laboratory, (evidence) => judgeAll(FORM_ORACLES, { ...evidence, provider, boundary })),
  describe: (input) => describeCase(input.exchange, "found by fuzzing: form"),
};
