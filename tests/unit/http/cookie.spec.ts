import { HeaderList } from "../../../assembly/host/header-list";
import { findCookie } from "../../../assembly/http/cookie";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "../support/fake-headers";

/** The value of a cookie, or "(none)". */
function valueOf(name: string, headers: string): string {
  const value = findCookie(HeaderList.read(FakeHeaders.parse(headers).serialize()), utf8(name));
  return value === null ? "(none)" : textOf(value);
}

describe("a cookie", () => {
  it("is found in whichever header it stands", () => {
    const headers = "cookie: a=1; b=2\nx: y=4\ncookie: c=3";
    expect(valueOf("a", headers)).toBe("1");
    expect(valueOf("b", headers)).toBe("2");
    expect(valueOf("c", headers)).toBe("3");
    expect(valueOf("y", headers)).toBe("(none)");
  });

  it("is the first of its name, which is as it is written", () => {
    expect(valueOf("a", "cookie: a=1; a=2")).toBe("1");
    expect(valueOf("A", "cookie: a=1")).toBe("(none)");
    expect(valueOf("a", "cookie: aa=1; ba=2")).toBe("(none)");
  });

  it("has a value without quotes and the space around it, which may hold anything else", () => {
    expect(valueOf("a", 'cookie: a="1 2"')).toBe("1 2");
    expect(valueOf("a", "cookie:   a = 1=2 ;b=3")).toBe("1=2");
    expect(valueOf("a", 'cookie: a="')).toBe('"');
    expect(valueOf("a", 'cookie: a=""')).toBe("");
    expect(valueOf("a", "cookie: a=")).toBe("");
  });

  it("is not there where nothing is called so", () => {
    const broken = ["", "a", ";", ";;a", "=1", "a;=1", "; =;a"];
    for (let i = 0; i < broken.length; i++) expect(valueOf("a", `cookie: ${broken[i]}`)).toBe("(none)", broken[i]);
  });
});
