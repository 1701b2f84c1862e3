// Times as Envoy reads them: https://protobuf.dev/reference/protobuf/google.protobuf/#duration

/** Milliseconds as seconds, with no more digits than a Duration may have. */
export const seconds = (ms: number): string => `${Math.round(ms) / 1000}s`;
