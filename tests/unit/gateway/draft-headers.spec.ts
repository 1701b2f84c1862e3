import { DraftHeaders } from "../../../assembly/gateway/draft-headers";
import { HeaderList } from "../../../assembly/host/header-list";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { Random } from "../../../assembly/text/random";
import { FakeHeaders } from "../support/fake-headers";

const NAMES = ["a", "b", ":path", "c-d", ":x"];

function headersOf(lines: string): DraftHeaders {
  const headers = new DraftHeaders();
  headers.assign(HeaderList.read(FakeHeaders.parse(lines).serialize()));
  return headers;
}

/** All pairs in their order, `name: value` lines. */
function textIn(headers: DraftHeaders): string {
  const list = HeaderList.read(headers.build());
  const lines: Array<string> = [];
  for (let i = 0; i < list.length; i++) lines.push(`${textOf(list.name(i))}: ${textOf(list.value(i))}`);
  return lines.join("\n");
}

function valueOf(headers: DraftHeaders, name: string): string {
  const value = headers.find(utf8(name));
  return value === null ? "(none)" : textOf(value);
}

describe("the headers of a draft", () => {
  it("are a copy, in their order, values that repeat too", () => {
    const lines = ":method: GET\na: 1\nb: 2\na: 1\na: 3\nc: ";
    expect(textIn(headersOf(lines))).toBe(lines);
    expect(textIn(new DraftHeaders())).toBe("");
    const headers = headersOf(lines);
    headers.assign(HeaderList.read(FakeHeaders.parse("x: y").serialize()));
    expect(textIn(headers)).toBe("x: y");
  });

  it("have the first of several values, and none where nothing is called so", () => {
    const headers = headersOf("a: 1\nb: 2\na: 3");
    expect(valueOf(headers, "a")).toBe("1");
    expect(valueOf(headers, "b")).toBe("2");
    expect(valueOf(headers, "A")).toBe("(none)", "names are in lower case");
    expect(valueOf(headers, "")).toBe("(none)");
    expect(valueOf(headers, "aa")).toBe("(none)");
  });

  it("get one value where there were several, get one more, lose all", () => {
    const headers = headersOf("a: 1\nb: 2\na: 3\na: 4\nc: 5");
    headers.set(utf8("a"), utf8("x"));
    expect(textIn(headers)).toBe("a: x\nb: 2\nc: 5");
    headers.set(utf8("d"), utf8(""));
    headers.add(utf8("b"), utf8("y"));
    expect(textIn(headers)).toBe("a: x\nb: 2\nc: 5\nd: \nb: y");
    headers.remove(utf8("b"));
    headers.remove(utf8("nothing"));
    expect(textIn(headers)).toBe("a: x\nc: 5\nd: ");
  });

  it("lose those that begin with a letter, such as pseudo headers", () => {
    const headers = headersOf(":a: 1\nb: 2\n:c: 3\n:d: 4\ne: :\nf:g: 5");
    headers.removeBeginning(0x3a);
    expect(textIn(headers)).toBe("b: 2\ne: :\nf:g: 5");
    headers.removeBeginning(0x3a);
    expect(textIn(headers)).toBe("b: 2\ne: :\nf:g: 5");
    headers.add(utf8(""), utf8("nameless"));
    headers.removeBeginning(0);
    expect(valueOf(headers, "")).toBe("nameless");
  });

  it("are what a plain model says, whatever is done to them", () => {
    const random = new Random(9);
    let wrong = "";
    for (let round = 0; round < 200; round++) {
      const headers = new DraftHeaders();
      const model: Array<string> = [];
      for (let step = 0; step < 30; step++) {
        const name = NAMES[random.below(NAMES.length)];
        const value = step.toString();
        const kind = random.below(6);
        if (kind < 2) headers.add(utf8(name), utf8(value));
        else if (kind < 4) headers.set(utf8(name), utf8(value));
        else if (kind < 5) headers.remove(utf8(name));
        else if (random.below(5) == 0) headers.removeBeginning(0x3a);
        else continue;
        if (kind < 2) model.push(`${name}: ${value}`);
        else if (kind < 4) setIn(model, name, value);
        else if (kind < 5) removeFrom(model, name + ": ", 0);
        else removeFrom(model, ":", 0);
        if (textIn(headers) != model.join("\n")) wrong += ` ${round}.${step}.${kind}`;
      }
    }
    expect(wrong).toBe("");
  });
});

function setIn(model: Array<string>, name: string, value: string): void {
  for (let i = 0; i < model.length; i++) {
    if (!model[i].startsWith(name + ": ")) continue;
    model[i] = `${name}: ${value}`;
    return removeFrom(model, name + ": ", i + 1);
  }
  model.push(`${name}: ${value}`);
}

function removeFrom(model: Array<string>, start: string, from: i32): void {
  for (let i = model.length - 1; i >= from; i--) if (model[i].startsWith(start)) model.splice(i, 1);
}
