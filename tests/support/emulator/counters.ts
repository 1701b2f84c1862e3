// What crosses the boundary between host and module, counted exactly; and the k-th host call that fails.

/** Counts host calls by name, callbacks by name, and bytes copied in either direction. */
export class BoundaryCounters {
  readonly hostCalls = new Map<string, number>();
  readonly callbacks = new Map<string, number>();
  bytesToModule = 0;
  bytesFromModule = 0;

  /** Number of host calls of that name, or of all names. */
  calls(name?: string): number {
    if (name !== undefined) return this.hostCalls.get(name) ?? 0;
    let sum = 0;
    for (const count of this.hostCalls.values()) sum += count;
    return sum;
  }

  countHostCall(name: string): void {
    this.hostCalls.set(name, (this.hostCalls.get(name) ?? 0) + 1);
  }

  countCallback(name: string): void {
    this.callbacks.set(name, (this.callbacks.get(name) ?? 0) + 1);
  }

  /** Starts counting anew. */
  reset(): void {
    this.hostCalls.clear();
    this.callbacks.clear();
    this.bytesToModule = 0;
    this.bytesFromModule = 0;
  }
}

/** Makes host calls fail, without effect and without writing an out-parameter. */
export class FaultPlan {
  private seen = 0;
  private statuses = new Map<number, number>();

  /** The names of the functions that failed, in order. */
  failures: string[] = [];

  /** The name of the function that failed last; null while none has. */
  get failed(): string | null {
    return this.failures.at(-1) ?? null;
  }

  /** The k-th host call from now on (0 is the next) answers `status`. */
  arm(k: number, status: number): void {
    this.armAll([[k, status]]);
  }

  /** Several calls from now on fail, each with its status; 0 (Ok) is a host that says it did what it did not. */
  armAll(faults: Iterable<readonly [k: number, status: number]>): void {
    this.seen = 0;
    this.statuses = new Map(faults);
    this.failures = [];
  }

  /** The status a call must fail with, or null when it may go on. */
  next(name: string): number | null {
    const status = this.statuses.get(this.seen++);
    if (status === undefined) return null;
    this.failures.push(name);
    return status;
  }
}
