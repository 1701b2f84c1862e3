// Reads keys of a configuration that the filter has checked, in either spelling, each with its path for messages.

type Json = Record<string, unknown>;

/** Something that Envoy cannot be told, or that contradicts itself. Its message begins with the path of the key. */
export class ExpressionError extends Error {
  constructor(path: string, text: string) {
    super(path === "" ? text : `${path}: ${text}`);
  }
}

/** One object of the configuration. */
export class KeyReader {
  constructor(
    private readonly object: Json,
    private readonly path: string,
  ) {}

  /** Where `name` stands, or would stand. */
  pathOf(name: string): string {
    const spelling = this.spellingOf(name) ?? name;
    return this.path === "" ? spelling : `${this.path}.${spelling}`;
  }

  /** The value of `name`, in camel case or in snake case; undefined when it is left out, or null. */
  value(name: string): unknown {
    const spelling = this.spellingOf(name);
    return spelling === null ? undefined : (this.object[spelling] ?? undefined);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** The text of a string, number or boolean, which the filter reads alike. */
  text(name: string): string | undefined {
    const value = this.value(name);
    return value === undefined || typeof value === "object" ? undefined : String(value);
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : text === "true";
  }

  /** The object called `name`; an empty one when it is left out. */
  member(name: string): KeyReader {
    const value = this.value(name);
    return new KeyReader(isObject(value) ? value : {}, this.pathOf(name));
  }

  /** The elements of a list of objects. */
  objects(name: string): KeyReader[] {
    const value = this.value(name);
    const list = Array.isArray(value) ? value : [];
    return list.map((each, i) => new KeyReader(isObject(each) ? each : {}, `${this.pathOf(name)}[${i}]`));
  }

  /** The texts of a list, or of one bare value. */
  texts(name: string): string[] {
    const value = this.value(name);
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map(String);
  }

  /** Every text directly in this object, with its name. */
  ownTexts(): [name: string, text: string][] {
    return Object.entries(this.object).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  }

  private spellingOf(name: string): string | null {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return name in this.object ? name : snake in this.object ? snake : null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
