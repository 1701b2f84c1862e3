// Headers of a message that the proxy does not have: they are changed as the proxy changes its own.

import { HeaderList, HeaderListBuilder } from "../host/header-list";
import { Bytes, equalBytes } from "../text/bytes";

/** A header map; names in lower case. */
@final
export class DraftHeaders {
  private names: Array<Bytes> = [];
  private values: Array<Bytes> = [];

  /** Makes it a copy of `list`, whose bytes are shared. */
  assign(list: HeaderList): void {
    this.names = [];
    this.values = [];
    for (let i = 0; i < list.length; i++) this.add(list.name(i), list.value(i));
  }

  /** The first value of a header, or null. */
  find(name: Bytes): Bytes | null {
    const index = this.indexOf(name, 0);
    return index < 0 ? null : unchecked(this.values[index]); // indexOf answers -1 or below length
  }

  /** Makes `value` the only one, where the first one was. */
  set(name: Bytes, value: Bytes): void {
    const index = this.indexOf(name, 0);
    if (index < 0) return this.add(name, value);
    unchecked((this.values[index] = value)); // indexOf answers -1 or below length
    this.removeFrom(name, index + 1);
  }

  /** Adds a value behind all others. */
  add(name: Bytes, value: Bytes): void {
    this.names.push(name);
    this.values.push(value);
  }

  /** Removes all values of a header. */
  remove(name: Bytes): void {
    this.removeFrom(name, 0);
  }

  /** Removes all whose names begin with `first`, such as pseudo headers. */
  removeBeginning(first: u8): void {
    for (let i = this.names.length - 1; i >= 0; i--) {
      const name = unchecked(this.names[i]); // 0 <= i < length
      if (name.byteLength > 0 && load<u8>(name.dataStart) == first) this.drop(i);
    }
  }

  /** All pairs as they are now, serialized. */
  build(): Bytes {
    const builder = new HeaderListBuilder();
    for (let i = 0, count = this.names.length; i < count; i++) {
      builder.add(unchecked(this.names[i]), unchecked(this.values[i])); // i < count
    }
    return builder.build();
  }

  private removeFrom(name: Bytes, start: i32): void {
    for (let i = this.indexOf(name, start); i >= 0; i = this.indexOf(name, i)) this.drop(i);
  }

  private drop(index: i32): void {
    this.names.splice(index, 1);
    this.values.splice(index, 1);
  }

  private indexOf(name: Bytes, start: i32): i32 {
    for (let i = start, count = this.names.length; i < count; i++) {
      if (equalBytes(unchecked(this.names[i]), name)) return i; // i < count
    }
    return -1;
  }
}
