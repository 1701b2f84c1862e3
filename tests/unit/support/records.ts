// Records of exchanges that never were.

import { parseSettings, Settings } from "../../../assembly/config/settings";
import { Problems } from "../../../assembly/config/problems";
import { FieldScan } from "../../../assembly/json/field-scan";
import { AnswerFacts } from "../../../assembly/protocol/answer-facts";
import { ANSWER_FIELDS } from "../../../assembly/protocol/answer-fields";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { ExchangeRecord } from "../../../assembly/telemetry/exchange-record";
import { utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "./fake-host";

/** The settings of a configuration, which must be right. */
export function settingsOf(configuration: string): Settings {
  const problems = new Problems();
  const settings = parseSettings(utf8(configuration), new FakeHost(), problems);
  if (settings === null || problems.errors.length > 0) throw new Error(problems.errors.join(", "));
  return settings;
}

/** A chat for `model` that the active provider answered with `answer`; it took 20 ms. */
export function recordOf(settings: Settings, model: string, answer: string, status: i32 = 200): ExchangeRecord {
  const record = new ExchangeRecord();
  record.provider = settings.route.provider;
  record.capability = findCapabilityByName(utf8("openai/v1/chatcompletions"));
  record.requestModel = utf8(model);
  record.upstreamModel = utf8(model);
  record.status = status;
  record.attempts = 1;
  record.readyAt = 1_000_000;
  record.endedAt = 21_000_000;
  record.facts = factsOf(answer);
  return record;
}

/** What a JSON text says of an answer. */
export function factsOf(answer: string): AnswerFacts {
  const facts = new AnswerFacts();
  const scan = new FieldScan<AnswerFacts>();
  const bytes = utf8(answer);
  scan.begin(ANSWER_FIELDS, facts);
  scan.feed(bytes.dataStart, bytes.dataStart + <usize>bytes.byteLength, true);
  return facts;
}
