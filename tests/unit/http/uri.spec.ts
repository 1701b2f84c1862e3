import {
  appendQuery,
  hasPathPrefix,
  hasUserInfo,
  joinPaths,
  pathOf,
  queryOf,
  removePathPrefix,
  Url,
  withoutPort,
} from "../../../assembly/http/uri";
import { textOf, utf8 } from "../../../assembly/text/bytes";

describe("request targets", () => {
  it("fall into path and query at the first question mark", () => {
    const table = [
      "/a",
      "/a",
      "",
      "/a?",
      "/a",
      "",
      "/a?b=1",
      "/a",
      "b=1",
      "/a?b?c",
      "/a",
      "b?c",
      "",
      "",
      "",
      "?x",
      "",
      "x",
    ];
    for (let i = 0; i < table.length; i += 3) {
      expect(textOf(pathOf(utf8(table[i])))).toBe(table[i + 1], table[i]);
      expect(textOf(queryOf(utf8(table[i])))).toBe(table[i + 2], table[i]);
    }
  });

  it("get a query behind the one they have", () => {
    const table = ["/a", "", "/a", "/a", "x", "/a?x", "/a?b", "x", "/a?b&x", "/a?b", "", "/a?b"];
    for (let i = 0; i < table.length; i += 3) {
      expect(textOf(appendQuery(utf8(table[i]), utf8(table[i + 1])))).toBe(table[i + 2]);
    }
  });
});

describe("path prefixes", () => {
  it("are prefixes of segments", () => {
    const right = ["/api", "/api", "/api/x", "/api", "/api?x", "/api", "/api/x", "/api/", "/x", "/", "/a/b/c", "/a/b"];
    for (let i = 0; i < right.length; i += 2) {
      expect(hasPathPrefix(utf8(right[i]), utf8(right[i + 1]))).toBe(true, `${right[i]} ${right[i + 1]}`);
    }
    const wrong = ["/apis", "/api", "/ap", "/api", "", "/api", "/x/api", "/api", "/API", "/api"];
    for (let i = 0; i < wrong.length; i += 2) {
      expect(hasPathPrefix(utf8(wrong[i]), utf8(wrong[i + 1]))).toBe(false, `${wrong[i]} ${wrong[i + 1]}`);
    }
  });

  it("are taken off and put before with one slash", () => {
    const removed = ["/api/x", "/api", "/x", "/api/x", "/api/", "/x", "/api", "/api", "/", "/a/b/c", "/a/b", "/c"];
    for (let i = 0; i < removed.length; i += 3) {
      expect(textOf(removePathPrefix(utf8(removed[i]), utf8(removed[i + 1])))).toBe(removed[i + 2], removed[i]);
    }
    const joined = [
      "/api",
      "/x",
      "/api/x",
      "/api/",
      "/x",
      "/api/x",
      "/api/",
      "x",
      "/api/x",
      "",
      "/x",
      "/x",
      "/",
      "/x",
      "/x",
    ];
    for (let i = 0; i < joined.length; i += 3) {
      expect(textOf(joinPaths(utf8(joined[i]), utf8(joined[i + 1])))).toBe(joined[i + 2], joined[i]);
    }
  });
});

describe("URLs", () => {
  it("fall into authority and target, with and without a scheme", () => {
    const table = [
      "https://host/v1",
      "host",
      "/v1",
      "http://host:8080/v1/x?y=1",
      "host:8080",
      "/v1/x?y=1",
      "host/v1",
      "host",
      "/v1",
      "host",
      "host",
      "",
      "https://host",
      "host",
      "",
      "https://host/",
      "host",
      "",
      "host:80",
      "host:80",
      "",
      "https://host/v1/#part",
      "host",
      "/v1/",
      "https://host#part",
      "host",
      "",
      "https://host?x=1",
      "host",
      "?x=1",
      "https://[::1]:8000/v1",
      "[::1]:8000",
      "/v1",
      "https:///v1",
      "",
      "/v1",
      "/v1",
      "",
      "/v1",
      "",
      "",
      "",
      "host/path?u=http://other/",
      "host",
      "/path?u=http://other/",
    ];
    for (let i = 0; i < table.length; i += 3) {
      const url = Url.parse(utf8(table[i]));
      expect(textOf(url.authority)).toBe(table[i + 1], table[i]);
      expect(textOf(url.target)).toBe(table[i + 2], table[i]);
    }
  });

  it("may have a user name before the host", () => {
    expect(hasUserInfo(utf8("user@host"))).toBe(true);
    expect(hasUserInfo(utf8("user:password@host:80"))).toBe(true);
    expect(hasUserInfo(utf8("host:80"))).toBe(false);
    expect(hasUserInfo(utf8(""))).toBe(false);
  });

  it("lose their port", () => {
    const table = [
      "host:8000",
      "host",
      "host",
      "host",
      "host:",
      "host",
      "[::1]:80",
      "[::1]",
      "[::1]",
      "[::1]",
      "10.0.0.1:1",
      "10.0.0.1",
      "",
      "",
      "host1",
      "host1",
      ":80",
      "",
      "a:b",
      "a:b",
    ];
    for (let i = 0; i < table.length; i += 2) expect(textOf(withoutPort(utf8(table[i])))).toBe(table[i + 1], table[i]);
  });
});
