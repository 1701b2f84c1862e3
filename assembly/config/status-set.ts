// A set of HTTP statuses, each of which is asked for with one load.

const SIZE: i32 = 1000;

/** Statuses of three digits. */
@final
export class StatusSet {
  private readonly flags: StaticArray<bool> = new StaticArray<bool>(SIZE);

  /** Puts `status` in; what is no status is ignored. */
  add(status: u32): void {
    if (status < <u32>SIZE) unchecked((this.flags[status] = true)); // status < SIZE, the array's length
  }

  /** Puts all from `first` to `last` in. */
  addRange(first: u32, last: u32): void {
    for (let status = first; status <= last; status++) this.add(status);
  }

  /** True when `status` is in. */
  has(status: i32): bool {
    return <u32>status < <u32>SIZE && unchecked(this.flags[status]); // status < SIZE, the array's length
  }
}
