// Answers of Aisle's that say when they were made: what stands for the time in expected bodies, and what is near enough.

/** In an expected `"created":…` this second, 2026-01-01T00:00:00Z, stands for now. */
export const SOME_SECOND = 1_767_225_600;

const CREATED = /"created":(\d{10})/g;
const NEAR_SECONDS = 600;

/** `body` with `SOME_SECOND` in the place of each second of `created` that is about now. */
export function withoutClock(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString("latin1");
  if (!text.includes('"created":')) return body;
  const now = Date.now() / 1000;
  const replaced = text.replace(CREATED, (whole, second: string) =>
    Math.abs(Number(second) - now) < NEAR_SECONDS ? `"created":${SOME_SECOND}` : whole,
  );
  return Buffer.from(replaced, "latin1");
}
