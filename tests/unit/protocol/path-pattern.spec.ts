import { MAX_SEGMENTS, Method, methodOf, PathPattern, PathSegments } from "../../../assembly/protocol/path-pattern";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const segments = new PathSegments();

function describePath(path: string): string {
  segments.cut(utf8(path));
  let text = "";
  for (let i = 0; i < segments.length; i++) text += `[${textOf(segments.fromEnd(i))}]`;
  return text;
}

function matches(pattern: string, path: string): bool {
  segments.cut(utf8(path));
  return PathPattern.compile(pattern).matches(segments);
}

describe("path segments", () => {
  it("are counted from the end, without the trailing slash", () => {
    const table = [
      "/",
      "[]",
      "/a",
      "[a]",
      "/a/",
      "[a]",
      "/a//",
      "[][a]",
      "/a/b/c",
      "[c][b][a]",
      "//a",
      "[a][]",
      "",
      "",
      "a/b",
      "[b]",
      "/1/2/3/4/5/6/7/8/9/10",
      "[10][9][8][7][6][5][4][3]",
    ];
    for (let i = 0; i < table.length; i += 2) expect(describePath(table[i])).toBe(table[i + 1], table[i]);
    expect(MAX_SEGMENTS).toBe(8);
  });

  it("are nothing outside their number", () => {
    segments.cut(utf8("/a/b"));
    const indices = [-1, 2, 8, 100, i32.MIN_VALUE];
    for (let i = 0; i < indices.length; i++) {
      expect(segments.fromEnd(indices[i]).byteLength).toBe(0);
      expect(segments.isAt(indices[i], utf8("a"))).toBe(false);
    }
    expect(segments.isAt(0, utf8("b"))).toBe(true);
    expect(segments.isAt(0, utf8("bb"))).toBe(false);
  });

  it("of a long path do not grow", () => {
    expect(describePath("/x".repeat(10000) + "/v1/models")).toBe("[models][v1]" + "[x]".repeat(6));
  });
});

describe("path patterns", () => {
  it("match the end of a path", () => {
    const right = rowsOf(`
      /v1/files | /v1/files
      /v1/files | /p/q/v1/files/
      /v1/files/{id} | /v1/files/x
      /v1/files/{id}/content | /v1/files/a%2Fb/content
      /{version}/models/{model}:run | /v1beta/models/m:run
    `);
    for (let i = 0; i < right.length; i++) expect(matches(right[i][0], right[i][1])).toBe(true, right[i][1]);
    const wrong = rowsOf(`
      /v1/files | /files
      /v1/files | /xv1/files
      /v1/files | /v1/files/x
      /v1/files | /v1/files//
      /v1/files/{id} | /v1/files//
      /v1/files/{id} | /v1/files
      /v1/files/{id} | /v1/files/
      /{version}/models/{model}:run | /v1beta/models/:run
      /{version}/models/{model}:run | /v1beta/models/m:runs
      /v1/files | /V1/files
    `);
    for (let i = 0; i < wrong.length; i++) expect(matches(wrong[i][0], wrong[i][1])).toBe(false, wrong[i].join(" "));
  });

  it("find what stands at a placeholder", () => {
    const pattern = PathPattern.compile("/v1/x/{a}/y/{b}:run");
    segments.cut(utf8("/prefix/v1/x/one%2F1/y/two:2:run/"));
    const a = pattern.find(utf8("a"), segments);
    const b = pattern.find(utf8("b"), segments);
    expect(a === null ? "" : textOf(a)).toBe("one%2F1");
    expect(b === null ? "" : textOf(b)).toBe("two:2");
    expect(pattern.find(utf8("c"), segments) === null).toBe(true);
    // Literal segments have no name.
    expect(PathPattern.compile("/v1/{}/x").matches(segments)).toBe(false);
  });
});

describe("methods", () => {
  it("that the table tells apart", () => {
    const names = ["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "get", "", "POSTS"];
    const wanted = [
      Method.Get,
      Method.Get,
      Method.Post,
      Method.Delete,
      Method.Other,
      Method.Other,
      Method.Other,
      Method.Other,
      Method.Other,
      Method.Other,
    ];
    for (let i = 0; i < names.length; i++) expect(methodOf(utf8(names[i]))).toBe(wanted[i], names[i]);
  });
});
