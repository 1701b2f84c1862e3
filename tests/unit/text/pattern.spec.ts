import { textOf, utf8 } from "../../../assembly/text/bytes";
import { Pattern } from "../../../assembly/text/pattern";

function compile(source: string): Pattern {
  return Pattern.compile(utf8(source));
}

/** The texts of `table`, each as "text=replacement", that `replaceAll` gets wrong. */
function failuresOf(source: string, template: string, table: string[]): string {
  const pattern = compile(source);
  let failures = pattern.error;
  for (let i = 0; i < table.length; i += 2) {
    const found = textOf(pattern.replaceAll(utf8(table[i]), utf8(template)));
    if (found != table[i + 1]) failures += `${source}: ${table[i]} became ${found}; `;
  }
  return failures;
}

describe("pattern", () => {
  it("finds what it describes, anywhere", () => {
    // pattern, texts that match, "/", texts that do not
    const table = [
      ["gpt-4", "gpt-4", "xgpt-4o", "/", "gpt-", "GPT-4", ""],
      ["^gpt", "gpt-4", "/", "xgpt"],
      ["4$", "gpt-4", "/", "gpt-4o", "4\n"],
      ["^$", "", "/", "a"],
      ["a.c", "abc", "a€c", "a𝄞c", "/", "ac", "a\nc"],
      ["[a-cx]z", "az", "bz", "xz", "/", "dz", "z"],
      ["^[^a-c]$", "d", "é", "𝄞", "\n", "/", "a", ""],
      ["[]a]", "]", "a", "/", "b"],
      ["[a-]", "-", "a", "/", "b"],
      ["[é-ü]", "ö", "/", "o", "a"],
      ["^\\d+$", "123", "/", "12a", "٣"],
      ["\\w\\W\\s\\S\\D", "a! bc", "/", "a! b1"],
      ["[\\d.]+x", "1.2x", "/", "x"],
      ["[^\\d]", "a", "/", "7"],
      ["a|b|", "", "c", "/"],
      ["^(?:a|bc|d)$", "a", "bc", "d", "/", "b", "ad"],
      ["^(a|b)*c$", "c", "abac", "/", "abad"],
      ["^a{2,3}$", "aa", "aaa", "/", "a", "aaaa"],
      ["^a{2}$", "aa", "/", "a", "aaa"],
      ["^a{2,}$", "aa", "aaaaaa", "/", "a"],
      ["^a{0}b$", "b", "/", "ab"],
      ["^a{,2}$", "a{,2}", "/", "aa"],
      ["{", "{", "/", "a"],
      ["^(?:a?){3}a{3}$", "aaa", "aaaaaa", "/", "aa"],
      ["(?i)gPt-[a-c]é", "GpT-Bé", "/", "gpt-bÉ", "gpt-dé"],
      ["a(?i:b)c", "aBc", "abc", "/", "abC"],
      ["(?i)a(?-i)b", "Ab", "/", "AB"],
      ["\\bgpt\\b", "a gpt-4", "/", "agpt"],
      ["a\\Bb", "ab", "/", "a b"],
      ["(?s)a.c", "a\nc", "/", "ac"],
      ["(?m)^b$", "a\nb\nc", "/", "ab"],
      ["\\Aa\\z", "a", "/", "a\n"],
      ["\\.\\x41\\x{20ac}\\t\\_", ".A€\t_", "/", "xA€\t_"],
      ["(?P<family>g)(?<x>p)t", "gpt", "/", "gp"],
      ["(|a)+b", "aab", "b", "/", "a"],
      ["(?:a*)*b", "aaab", "/", "aaa"],
    ];
    let failures = "";
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      const pattern = compile(row[0]);
      if (pattern.error.length > 0) failures += row[0] + ": " + pattern.error + "; ";
      let expected = true;
      for (let j = 1; j < row.length; j++) {
        if (row[j] == "/") expected = false;
        else if (pattern.isMatch(utf8(row[j])) != expected) failures += row[0] + " on " + row[j] + "; ";
      }
    }
    expect(failures).toBe("");
  });

  it("matches whole texts", () => {
    const pattern = compile("a|ab|b+?");
    expect(pattern.matchWhole(utf8("ab"))).toBe(true);
    expect(pattern.matchWhole(utf8("bbb"))).toBe(true);
    expect(pattern.matchWhole(utf8("abb"))).toBe(false);
    expect(pattern.matchWhole(utf8(""))).toBe(false);
    expect(compile("gpt").matchWhole(utf8("gpt-4"))).toBe(false);
    expect(compile("").matchWhole(utf8(""))).toBe(true);
  });

  it("replaces as Go does", () => {
    expect(failuresOf("^gpt-(.*)$", "azure-$1", ["gpt-4o", "azure-4o", "x", "x"])).toBe("");
    expect(failuresOf("a(x*)b", "${1}W", ["-ab-axxb-", "-W-xxW-"])).toBe("");
    expect(failuresOf("a(x*)b", "$1W", ["-ab-axxb-", "---"])).toBe("");
    expect(failuresOf("a", "$0$0", ["banana", "baanaanaa"])).toBe("");
    expect(failuresOf("a*", "-", ["baac", "-b-c-", "", "-", "é", "-é-"])).toBe("");
    expect(failuresOf("", "·", ["aé", "·a·é·"])).toBe("");
    expect(failuresOf("(?P<v>\\d+)\\.(?P<m>\\d+)", "${m}.$v", ["1.25 3.4", "25.1 4.3"])).toBe("");
    expect(failuresOf("(a)|(b)", "<$1$2>", ["ab", "<a><b>"])).toBe("");
    expect(failuresOf("a", "$$1 $ $x $9 ${1 $01 $", ["a", "$1 $   ${1  $"])).toBe("");
    expect(failuresOf("^a", "b", ["aaa", "baa"])).toBe("");
    expect(failuresOf("(a+?)(a*)", "[$1|$2]", ["aaa", "[a|aa]"])).toBe("");
    expect(failuresOf("(?:a|ab)(?:c|bcd)(d*)", "<$1>", ["abcd", "<>"])).toBe("");
    expect(failuresOf("a.*?b|x", "!", ["aXbab x", "!! !"])).toBe("");
  });

  it("says what is wrong with a pattern, and where", () => {
    const table = [
      ["a(b", "missing ) for the ( at byte 1"],
      ["ab)", "unexpected ) at byte 2"],
      ["[a", "missing ] for the [ at byte 0"],
      ["[b-a]", "bad range at byte 1"],
      ["[a-\\d]", "bad range at byte 2"],
      ["[[:alpha:]]", "unsupported [: class at byte 1"],
      ["*a", "nothing to repeat at byte 0"],
      ["a|*", "nothing to repeat at byte 2"],
      ["(?i)*", "nothing to repeat at byte 4"],
      ["a**", "repeated repetition at byte 2"],
      ["a+*", "repeated repetition at byte 2"],
      ["a{2}{3}", "repeated repetition at byte 4"],
      ["a{1001}", "bad repeat count at byte 1"],
      ["a{3,2}", "bad repeat count at byte 1"],
      ["(?=a)", "unsupported group at byte 0"],
      ["(?!a)", "unsupported group at byte 0"],
      ["(?<=a)", "unsupported group at byte 0"],
      ["(?P=a)", "unsupported group at byte 0"],
      ["(?z)", "unsupported group at byte 0"],
      ["(?", "unsupported group at byte 0"],
      ["(?P<a>.)(?P<a>.)", "duplicate group name at byte 8"],
      ["(a)\\1", "unsupported escape at byte 3"],
      ["\\pL", "unsupported escape at byte 0"],
      ["a\\", "trailing backslash at byte 1"],
      ["\\x{110000}", "bad \\x escape at byte 0"],
      ["\\x1", "bad \\x escape at byte 0"],
      ["(?:a{1000}){1000}", "pattern is too large at byte 17"],
      ["(?:(?:(?:){1000}){1000}){1000}", "pattern is too large at byte 23"],
      ["(?:".repeat(33), "groups are nested too deeply at byte 96"],
      ["(a)".repeat(33), "more than 32 groups at byte 96"],
      ["a".repeat(1025), "pattern is longer than 1024 bytes"],
    ];
    let failures = "";
    for (let i = 0; i < table.length; i++) {
      const pattern = compile(table[i][0]);
      if (pattern.error != table[i][1]) failures += table[i][0] + ": " + pattern.error + "\n";
      if (pattern.isMatch(utf8("a")) || pattern.matchWhole(utf8("a"))) failures += table[i][0] + " matches\n";
    }
    expect(failures).toBe("");
    expect(Pattern.compile(utf8("aé").subarray(0, 2)).error).toBe("malformed UTF-8 at byte 1");
  });

  it("reads malformed text byte by byte", () => {
    const text = utf8("aéb");
    unchecked((text[1] = 0xff));
    expect(compile("^a..b$").isMatch(text)).toBe(true);
    expect(compile("^a.b$").isMatch(text)).toBe(false);
    expect(compile("^a�+b$").isMatch(text)).toBe(true);
  });

  it("does not slow down on patterns made to be slow", () => {
    const text = utf8("a".repeat(500));
    expect(compile("(?:a*)*b").isMatch(text)).toBe(false);
    expect(compile("(?:a|aa)+$").isMatch(text)).toBe(true);
    expect(compile("(a?){200}a{200}x").isMatch(text)).toBe(false);
  });
});
