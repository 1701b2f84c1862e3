// A header map as text, in the order of its headers.

import { HeaderList, HeaderListBuilder } from "../../../assembly/host/header-list";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";

export class FakeHeaders {
  names: Array<string> = [];
  values: Array<string> = [];

  /** Reads `name: value` lines; the first line may be `METHOD target` and then stands for a request to `gateway.test`. */
  static parse(text: string): FakeHeaders {
    const headers = new FakeHeaders();
    const lines = text.split("\n");
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i];
      const colon = line.indexOf(": ");
      const space = line.indexOf(" ");
      if (colon > 0) headers.add(line.substring(0, colon), line.substring(colon + 2));
      else if (space > 0) {
        headers.add(":method", line.substring(0, space));
        headers.add(":path", line.substring(space + 1));
        headers.add(":authority", "gateway.test");
      }
    }
    return headers;
  }

  /** Reads serialized pairs. */
  static read(pairs: Bytes): FakeHeaders {
    const headers = new FakeHeaders();
    const list = HeaderList.read(pairs);
    for (let i = 0; i < list.length; i++) headers.add(textOf(list.name(i)), textOf(list.value(i)));
    return headers;
  }

  serialize(): Bytes {
    const builder = new HeaderListBuilder();
    for (let i = 0; i < this.names.length; i++) builder.add(utf8(this.names[i]), utf8(this.values[i]));
    return builder.build();
  }

  add(name: string, value: string): void {
    this.names.push(name);
    this.values.push(value);
  }

  replace(name: string, value: string): void {
    this.remove(name);
    this.add(name, value);
  }

  remove(name: string): void {
    for (let i = this.names.length - 1; i >= 0; i--) {
      if (this.names[i] != name) continue;
      this.names.splice(i, 1);
      this.values.splice(i, 1);
    }
  }

  has(name: string): bool {
    return this.names.includes(name);
  }

  /** The first value, or "(none)". */
  first(name: string): string {
    const index = this.names.indexOf(name);
    return index < 0 ? "(none)" : this.values[index];
  }

  /** `name: value` lines, sorted, pseudo headers left out. */
  describe(): string {
    const lines: Array<string> = [];
    for (let i = 0; i < this.names.length; i++) {
      if (!this.names[i].startsWith(":")) lines.push(`${this.names[i]}: ${this.values[i]}`);
    }
    return lines.sort().join("\n");
  }
}
