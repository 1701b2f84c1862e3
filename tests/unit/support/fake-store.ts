// Values that all VMs of a process share, as Envoy keeps them: each write has a version, and 0 overwrites any.

import { Bytes, copyOf, textOf } from "../../../assembly/text/bytes";

/** A shared value, and the number of the write that made it. */
class Entry {
  constructor(
    readonly value: Bytes,
    readonly version: u32,
  ) {}
}

/** The store of a process; hosts that have the same one are VMs of one process. */
export class FakeStore {
  private entries: Map<string, Entry> = new Map<string, Entry>();
  private writes: u32 = 0;
  /** Reads and writes so far, also those that were refused. */
  calls: i32 = 0;
  /** How many of the next writes find that somebody else wrote the same value again just before. */
  conflicts: i32 = 0;

  find(key: string): Bytes | null {
    this.calls++;
    return this.entries.has(key) ? copyOf(this.entries.get(key).value) : null;
  }

  versionOf(key: string): u32 {
    return this.entries.has(key) ? this.entries.get(key).version : 0;
  }

  /** False when the value has another version than `version`. */
  write(key: string, value: Bytes, version: u32): bool {
    this.calls++;
    if (this.conflicts > 0) {
      this.conflicts--;
      this.beforeWrite(key);
    }
    if (version != 0 && this.entries.has(key) && this.entries.get(key).version != version) return false;
    this.put(key, value);
    return true;
  }

  /** Stores a value, whoever has written the one that is there. */
  put(key: string, value: Bytes): void {
    this.entries.set(key, new Entry(copyOf(value), ++this.writes));
  }

  /** What another VM does before a write that must conflict: the same value again, so that only its version is new. */
  protected beforeWrite(key: string): void {
    this.put(key, this.entries.has(key) ? this.entries.get(key).value : new Uint8Array(0));
  }

  /** All keys and values, as text. */
  dump(): string {
    const keys = this.entries.keys();
    let text = "";
    for (let i = 0; i < keys.length; i++) text += `${keys[i]}=${textOf(this.entries.get(keys[i]).value)}\n`;
    return text;
  }
}
