import { isForm, isIdentity, isJson } from "../../../assembly/http/media-type";
import { utf8 } from "../../../assembly/text/bytes";

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

  it("tells codings that change nothing", () => {
    const right = ["", " ", "identity", " Identity\t"];
    for (let i = 0; i < right.length; i++) expect(isIdentity(utf8(right[i]))).toBe(true, right[i]);
    const wrong = ["gzip", "br", "identity, gzip", "x-identity", "deflate"];
    for (let i = 0; i < wrong.length; i++) expect(isIdentity(utf8(wrong[i]))).toBe(false, wrong[i]);
  });
});
