// How many bytes of requests the VM keeps, so that they can be sent again.

/** One count for all exchanges of a VM: memory is shared by its configurations. */
@final
export class KeptBytes {
  private used: u64 = 0;

  /** Takes `size` bytes of a budget of `limit`; false when that is more than is left. */
  take(size: u32, limit: u32): bool {
    if (this.used + size > limit) return false;
    this.used += size;
    return true;
  }

  /** Gives back what was taken. */
  give(size: u32): void {
    this.used -= min<u64>(size, this.used);
  }
}

/** The VM's. */
export const keptBytes = new KeptBytes();
