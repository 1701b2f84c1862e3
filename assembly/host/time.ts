// The units of the host's clock.

/** Nanoseconds, as `Host.now` counts them, in a millisecond. */
export const NANOSECONDS_IN_MILLI: u64 = 1_000_000;
/** The same in a second. */
export const NANOSECONDS_IN_SECOND: u64 = 1_000_000_000;
