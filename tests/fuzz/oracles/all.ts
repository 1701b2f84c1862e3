// Every oracle, so that a test can show that each one can object.

import { ONLY_OBJECTS } from "../targets/config.ts";
import { ATTEMPTS_APART } from "./attempt-oracle.ts";
import { BODY_ORACLES } from "./body-oracles.ts";
import { CHUNKING } from "./chunking-oracle.ts";
import { FAULT_ORACLES } from "./fault-oracles.ts";
import { FORM_ORACLES } from "./form-oracles.ts";
import { HEAD_ORACLES, PLAIN_HEAD_ORACLES } from "./head-oracles.ts";
import { EXCHANGE_ORACLES } from "./judge-exchange.ts";
import { RECORD_TRUE } from "./record-oracle.ts";
import { ORDER_ORACLES } from "./order-oracles.ts";
import { UNUSABLE_RETRIED } from "./unusable-oracle.ts";

/** Names of all oracles that judge what was seen; the time limit is the watching thread's. */
export const ORACLE_NAMES = [
  ...new Set(
    [
      EXCHANGE_ORACLES,
      BODY_ORACLES,
      FORM_ORACLES,
      [CHUNKING, ATTEMPTS_APART, UNUSABLE_RETRIED, ONLY_OBJECTS, RECORD_TRUE],
      PLAIN_HEAD_ORACLES,
      HEAD_ORACLES,
      FAULT_ORACLES,
      ORDER_ORACLES,
    ]
      .flat()
      .map((oracle) => oracle.name),
  ),
];
