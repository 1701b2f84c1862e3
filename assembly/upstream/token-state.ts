// What is known of one token of a provider.

/** What is known of one token; times are milliseconds since 1970. */
@final
export class TokenState {
  /** Failures in a row. */
  failures: u32 = 0;
  /** Status of the last failure; 0 for none. */
  status: i32 = 0;
  /** Health checks in a row that succeeded. */
  successes: u32 = 0;
  /** True when it is not used unless all rest. */
  isResting: bool = false;
  /** When it failed last or, while it rests, when that began. */
  since: u64 = 0;
  /** When its health is asked for next. */
  askAt: u64 = 0;

  /** True when there is nothing to remember. */
  get isBlank(): bool {
    return this.failures == 0 && !this.isResting;
  }

  /** Forgets everything. */
  clear(): void {
    this.failures = 0;
    this.status = 0;
    this.successes = 0;
    this.isResting = false;
    this.since = 0;
    this.askAt = 0;
  }
}
