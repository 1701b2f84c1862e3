// One attempt among several is what it would be alone.

import { isDeepStrictEqual } from "node:util";
import type { SeenRequest } from "../../support/cases/observation.ts";
import type { Played } from "../laboratory.ts";
import type { Evidence, Oracle } from "./oracle.ts";

/** An exchange with several attempts, and the same request with each endpoint as the only one. */
export interface AttemptsEvidence extends Evidence {
  alone: Played[];
}

/** From the second attempt on the client's own credentials are gone, and they are another oracle's. */
const CREDENTIALS = /^(authorization|x-api-key|api-key|x-goog-api-key|proxy-authorization|cookie|x-vendor-key)$/;

export const ATTEMPTS_APART: Oracle<AttemptsEvidence> = {
  name: "attempts-apart",
  says: "An attempt after others sends what it would send as the only one: nothing of theirs is left in path, host, headers or body.",
  judge: ({ played, alone }) =>
    played.attempts.flatMap((request, i) => {
      const wanted = alone[i]?.attempts.at(0);
      if (wanted === undefined) return [`attempt ${i + 1} was made, and alone it is not`];
      return isDeepStrictEqual(comparable(request), comparable(wanted))
        ? []
        : [`attempt ${i + 1}: ${JSON.stringify(comparable(request))} instead of ${JSON.stringify(comparable(wanted))}`];
    }),
};

function comparable({ headers, body, ...rest }: SeenRequest): object {
  const kept = headers.filter(([name]) => !CREDENTIALS.test(name)).map(([name, value]) => `${name}: ${value}`);
  return { ...rest, headers: kept.sort(), body: Buffer.from(body).toString("latin1") };
}
