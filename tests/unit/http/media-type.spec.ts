import { boundaryOf, isForm, isIdentity, isJson } from "../../../assembly/http/media-type";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

function boundary(contentType: string): string {
  const found = boundaryOf(utf8(contentType));
  return found === null ? "(none)" : textOf(found);
}

describe("media types", () => {
  it("tells JSON, whatever its parameters and case", () => {
    const right = [
      "application/json",
      "Application/JSON",
      "application/json; charset=utf-8",
      " application/json ;x",
      "application/json;",
    ];
    for (let i = 0; i < right.length; i++) expect(isJson(utf8(right[i]))).toBe(true, right[i]);
    const wrong = [
      "",
      ";",
      "text/json",
      "application/jsonl",
      "application/json-patch+json",
      "application/problem+json",
      "text/plain; a=application/json",
      "application/json, text/plain",
    ];
    for (let i = 0; i < wrong.length; i++) expect(isJson(utf8(wrong[i]))).toBe(false, wrong[i]);
  });

  it("tells forms", () => {
    const right = ["multipart/form-data", "Multipart/Form-Data; boundary=application/json"];
    for (let i = 0; i < right.length; i++) expect(isForm(utf8(right[i]))).toBe(true, right[i]);
    const wrong = ["", "multipart/mixed", "multipart/form-data2", "application/x-www-form-urlencoded"];
    for (let i = 0; i < wrong.length; i++) expect(isForm(utf8(wrong[i]))).toBe(false, wrong[i]);
  });

  it("finds the boundary, in quotes or not", () => {
    const table = rowsOf(`
      multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW | ----WebKitFormBoundary7MA4YWxkTrZu0gW
      multipart/form-data;boundary="a b" | a b
      multipart/form-data; charset=utf-8; BOUNDARY=x ; a="b" | x
      multipart/form-data; boundary='()+_,-./:=? | '()+_,-./:=?
      multipart/form-data; boundaries=x; boundary=y | y
      multipart/form-data; a="boundary=x"; boundary=y | y
    `);
    for (let i = 0; i < table.length; i++) expect(boundary(table[i][0])).toBe(table[i][1], table[i][0]);
    const most = "b".repeat(70);
    expect(boundary(`multipart/form-data; boundary=${most}`)).toBe(most);
  });

  it("finds none where there is none, or readers may find different ones", () => {
    const wrong = [
      "multipart/form-data",
      "multipart/form-data; boundary",
      "multipart/form-data; boundary=",
      'multipart/form-data; boundary=""',
      'multipart/form-data; boundary="x',
      'multipart/form-data; boundary="x "',
      'multipart/form-data; boundary="x"y',
      'multipart/form-data; boundary="x\\y"',
      "multipart/form-data; boundary=x*",
      "multipart/form-data; boundary=ü",
      "multipart/form-data; boundary=x\0",
      "multipart/form-data; boundary = x",
      "multipart/form-data; boundary=x; boundary=x",
      "multipart/form-data; boundary=x,multipart/form-data; boundary=y",
      "multipart/form-data; boundary*=utf-8''x",
      "multipart/form-data; boundary=x; boundary*0=y",
      "multipart/form-data; xboundary=x",
      "multipart/form-data; boundary=" + "b".repeat(71),
    ];
    for (let i = 0; i < wrong.length; i++) expect(boundary(wrong[i])).toBe("(none)", wrong[i]);
  });

  it("tells codings that change nothing", () => {
    const right = ["", " ", "identity", " Identity\t"];
    for (let i = 0; i < right.length; i++) expect(isIdentity(utf8(right[i]))).toBe(true, right[i]);
    const wrong = ["gzip", "br", "identity, gzip", "x-identity", "deflate"];
    for (let i = 0; i < wrong.length; i++) expect(isIdentity(utf8(wrong[i]))).toBe(false, wrong[i]);
  });
});
