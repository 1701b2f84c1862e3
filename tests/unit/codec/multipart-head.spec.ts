import { PartHead, PartKind } from "../../../assembly/codec/multipart-head";
import { utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const head = new PartHead();

/** What a head says of the part `model`; `~` stands for a line end. */
function kindOf(lines: string): string {
  head.begin(utf8("model"));
  const bytes = utf8(lines.split("~").join("\r\n"));
  const start = bytes.dataStart;
  switch (head.read(start, start + <usize>bytes.byteLength)) {
    case PartKind.Wanted:
      return "wanted";
    case PartKind.Other:
      return "other";
    case PartKind.Unclear:
      return "unclear";
    default:
      return "malformed";
  }
}

function check(table: string): void {
  const rows = rowsOf(table);
  for (let i = 0; i < rows.length; i++) expect(kindOf(rows[i][0])).toBe(rows[i][1], rows[i][0]);
}

describe("the head of a part", () => {
  it("names it, in any of the ways that clients have", () => {
    check(`
      Content-Disposition: form-data; name="model"~ | wanted
      content-disposition:form-data;name=model~ | wanted
      CONTENT-DISPOSITION: form-data ; NAME="model" ~ | wanted
      Content-Disposition: form-data; filename="a.txt"; name="model"~ | wanted
      Content-Type: text/plain; charset=utf-8~Content-Disposition: form-data; name="model"~Content-Length: 5~ | wanted
      Content-Disposition: form-data; name="model"~Content-Transfer-Encoding: 8BIT ~ | wanted
      Content-Disposition: form-data; name="file"; filename="model"~ | other
      Content-Disposition: form-data; name="models"~ | other
      Content-Disposition: form-data; name="mode"~ | other
      Content-Disposition: form-data; name=""~ | other
      Content-Disposition: form-data; name~ | other
      Content-Disposition: form-data; names="model"~ | other
      Content-Disposition: form-data; xname=model~ | other
      Content-Disposition: form-data~ | other
      Content-Disposition:~ | other
      Content-Type: text/plain; name="model"~ | other
      X-Content-Disposition: form-data; name="model"~ | other
      Content-Disposition: form-data; name="file"; filename="name=model"~ | other
      Content-Disposition: form-data; name="file"; filename="ü.mp3"~ | other
      Content-Disposition: form-data; name="file"; filename="my\\"file.mp3"~ | other
      Content-Disposition: form-data; name="file"; filename="C:\\dir\\a.mp3"~ | other
      Content-Disposition: form-data; name="file"~Content-Transfer-Encoding: base64~ | other
    `);
    expect(kindOf("")).toBe("other");
  });

  it("is unclear where readers differ", () => {
    check(`
      Content-Disposition: form-data; name="MODEL"~ | unclear
      Content-Disposition: form-data; name=" model"~ | unclear
      Content-Disposition: form-data; name="model "~ | unclear
      Content-Disposition: form-data; name="mod\\el"~ | unclear
      Content-Disposition: form-data; name="file"; name="model"~ | unclear
      Content-Disposition: form-data; name="model"; name="model"~ | unclear
      Content-Disposition: form-data; name*=utf-8''model~ | unclear
      Content-Disposition: form-data; name="file"; name*=utf-8''x~ | unclear
      Content-Disposition: form-data; Name*0="mo"; name*1="del"~ | unclear
      Content-Disposition: form-data; filename="a\\"; name=model; x=\\""~ | unclear
      Content-Disposition: form-data; name="model"~Content-Transfer-Encoding: quoted-printable~ | unclear
      Content-Disposition: form-data; name="model"~Content-Transfer-Encoding: 7bit~Content-Transfer-Encoding: base64~ | unclear
    `);
  });

  it("is malformed where it is no list of fields", () => {
    check(`
      Content-Disposition: form-data; name="model"~Content-Disposition: form-data; name="x"~ | malformed
      Content-Disposition: form-data;~ name="model"~ | malformed
      Content-Disposition : form-data; name="model"~ | malformed
      Content-Disposition form-data; name="model"~ | malformed
      : x~ | malformed
      --b: x~ | malformed
      Content-Disposition: form-data; name="model~ | malformed
      Content-Disposition: form-data; name="model"x~ | malformed
      Content-Disposition: form-data; name = model~ | malformed
      ü: x~ | malformed
    `);
    const controls = ["\n", "\r", "\0", "\x7f", "\x0b"];
    for (let i = 0; i < controls.length; i++) {
      expect(kindOf(`X: a${controls[i]}Content-Disposition: form-data; name=model~`)).toBe("malformed", i.toString());
    }
    expect(kindOf("X: a\tb~")).toBe("other");
    expect(kindOf("X: a")).toBe("malformed");
  });
});
