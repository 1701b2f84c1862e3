// What a JSON text states of numbers, one after another, up to its end or to where it is no JSON any more.

import { NUMBERS } from "../support/usage/fields.ts";

/** The counts of tokens that a text states, and whether it is JSON. */
export interface Statements {
  /** One document for each, with that number alone, in the order of the text. */
  documents: unknown[];
  isJson: boolean;
}

/** The paths of all members that count tokens, by their names alone. */
const PATHS = new Map(NUMBERS.map(({ path }) => [path.replaceAll("[]", ""), path]));

/** What counts elements of a list is a sum, so that it must stay one document. */
const SUMMED = "predictions";

/** Reads a text that may be damaged. Arrays around members do not count, as in the record. */
export function readStatements(text: Uint8Array): Statements {
  const reader = new StatementReader(Buffer.from(text).toString("latin1"));
  const isJson = reader.readAll();
  const found = reader.found.flatMap(({ path, value }) => {
    const known = PATHS.get(path.join("."));
    return known === undefined ? [] : [{ path: known, value }];
  });
  const documents = found.filter(({ path }) => !path.startsWith(SUMMED)).map(({ path, value }) => nest(path, value));
  const summed = found.filter(({ path }) => path.startsWith(SUMMED));
  const elements = summed.map(({ path, value }) => nest(path.slice(`${SUMMED}[].`.length), value));
  return { documents: elements.length > 0 ? [...documents, { [SUMMED]: elements }] : documents, isJson };
}

function nest(path: string, value: number): unknown {
  return path.split(".").reduceRight<unknown>((inner, step) => {
    return step.endsWith("[]") ? { [step.slice(0, -2)]: [inner] } : { [step]: inner };
  }, value);
}

/** Numbers that count something are written in digits alone; larger ones than that are no counts of tokens. */
const COUNT = /^\d{1,15}$/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

class StatementReader {
  readonly found: { path: string[]; value: number }[] = [];
  private at = 0;

  constructor(private readonly text: string) {}

  readAll(): boolean {
    return this.readValue([]) && this.at === this.text.length;
  }

  private readValue(path: string[]): boolean {
    this.take(SPACE);
    const first = this.text[this.at];
    let isRight: boolean;
    if (first === "{") isRight = this.readList("}", () => this.readMember(path));
    else if (first === "[") isRight = this.readList("]", () => this.readValue(path));
    else isRight = this.readScalar(path);
    this.take(SPACE);
    return isRight;
  }

  private readList(close: string, readItem: () => boolean): boolean {
    this.at++;
    this.take(SPACE);
    if (this.skip(close)) return true;
    do {
      this.take(SPACE);
      if (!readItem()) return false;
    } while (this.skip(","));
    return this.skip(close);
  }

  private readMember(path: string[]): boolean {
    const name = this.readString();
    this.take(SPACE);
    return name !== null && this.skip(":") && this.readValue([...path, name]);
  }

  private readScalar(path: string[]): boolean {
    if (this.text[this.at] === '"') return this.readString() !== null;
    const number = this.take(NUMBER);
    if (number === null) return this.take(WORD) !== null;
    if (COUNT.test(number)) this.found.push({ path, value: Number(number) });
    return true;
  }

  private readString(): string | null {
    const token = this.take(STRING);
    if (token === null) return null;
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(token, "latin1"))) as string;
    } catch {
      // Bytes that are no UTF-8 are no JSON either.
      return null;
    }
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at += found[0].length;
    return found[0];
  }

  private skip(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }
}
