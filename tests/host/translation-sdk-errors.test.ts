// A provider's errors, whole and in streams, reach the official SDKs as the classes of errors that they know.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { inputOf, readGoldens } from "../support/translate/golden.ts";
import { anthropic, assembleCompletion, assembleMessage, openAi } from "../support/translate/sdks.ts";
import { Translators, type Direction } from "../support/translate/translate.ts";

const MESSAGE = { role: "user" as const, content: "hi" };

const translators = new Translators();

function begin(direction: Direction): Translators {
  translators.begin(direction);
  return translators;
}

describe("level host: errors of Anthropic's for OpenAI's SDK", () => {
  it("raise its classes", async () => {
    for (const { status, type, raised } of [
      { status: 400, type: "invalid_request_error", raised: OpenAI.BadRequestError },
      { status: 401, type: "authentication_error", raised: OpenAI.AuthenticationError },
      { status: 404, type: "not_found_error", raised: OpenAI.NotFoundError },
      { status: 429, type: "rate_limit_error", raised: OpenAI.RateLimitError },
      { status: 529, type: "overloaded_error", raised: OpenAI.InternalServerError },
    ]) {
      const body = begin("openai-anthropic").error(
        status,
        JSON.stringify({ type: "error", error: { type, message: "Why" } }),
      );
      const failing = openAi(() => ({ status, body })).chat.completions.create({ model: "m", messages: [MESSAGE] });
      await assert.rejects(failing, (error: unknown) => {
        assert.ok(error instanceof raised, String(error));
        assert.equal(error.code, type);
        assert.match(error.message, /Why/);
        return true;
      });
    }
  });

  it("end streams", async () => {
    for (const name of ["error-event", "broken-off", "nothing"]) {
      const golden = readGoldens("openai-anthropic").find((one) => one.case === name) ?? assert.fail(name);
      const stream = begin("openai-anthropic").stream([inputOf(golden)]);
      await assert.rejects(assembleCompletion(stream), OpenAI.APIError, name);
    }
  });
});

describe("level host: errors of OpenAI's protocol for Anthropic's SDK", () => {
  it("raise its classes", async () => {
    for (const { status, type, raised } of [
      { status: 400, type: "invalid_request_error", raised: Anthropic.BadRequestError },
      { status: 401, type: "authentication_error", raised: Anthropic.AuthenticationError },
      { status: 404, type: "not_found_error", raised: Anthropic.NotFoundError },
      { status: 429, type: "rate_limit_error", raised: Anthropic.RateLimitError },
      { status: 503, type: "api_error", raised: Anthropic.InternalServerError },
    ]) {
      const body = begin("anthropic-openai").error(status, JSON.stringify({ error: { message: "Why", type: "x" } }));
      const client = anthropic(() => ({ status, body }));
      await assert.rejects(
        client.messages.create({ model: "m", max_tokens: 1, messages: [MESSAGE] }),
        (error: unknown) => {
          assert.ok(error instanceof raised, String(error));
          assert.deepEqual(error.error, { type: "error", error: { type, message: "Why" } });
          return true;
        },
      );
    }
  });

  it("end streams", async () => {
    for (const name of ["error-in-mid-stream", "error-first", "broken-off", "nothing", "anthropic-stream"]) {
      const golden = readGoldens("anthropic-openai").find((one) => one.case === name) ?? assert.fail(name);
      const stream = begin("anthropic-openai").stream([inputOf(golden)]);
      await assert.rejects(assembleMessage(stream), Anthropic.APIError, name);
    }
  });
});
