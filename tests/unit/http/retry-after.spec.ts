import { readMillis, readRetryAfter } from "../../../assembly/http/retry-after";
import { utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

/** Sun, 06 Nov 1994 08:49:37 GMT. */
const EXAMPLE: u64 = 784_111_777_000;

describe("retry-after", () => {
  it("is a number of seconds", () => {
    const table = rowsOf(`
      0 | 0
      1 | 1000
      120 | 120000
      0007 | 7000
      999999999999 | 999999999999000
      9999999999999999999999999999999999999999 | 999999999999000
    `);
    for (let i = 0; i < table.length; i++) {
      expect(readRetryAfter(utf8(table[i][0]), EXAMPLE).toString()).toBe(table[i][1], table[i][0]);
    }
  });

  it("or a date, and one that has passed asks for nothing", () => {
    const table = rowsOf(`
      Sun, 06 Nov 1994 08:49:37 GMT | 0
      Sun, 06 Nov 1994 08:49:36 GMT | 0
      Sun, 06 Nov 1994 08:49:38 GMT | 1000
      Sun, 06 Nov 1994 09:50:38 GMT | 3661000
      Mon, 07 Nov 1994 08:49:37 GMT | 86400000
      Thu, 01 Jan 1970 00:00:00 GMT | 0
      Wed, 31 Dec 1969 23:59:59 GMT | 0
      Mon, 06 Nov 1995 08:49:37 GMT | 31536000000
    `);
    for (let i = 0; i < table.length; i++) {
      expect(readRetryAfter(utf8(table[i][0]), EXAMPLE).toString()).toBe(table[i][1], table[i][0]);
    }
  });

  it("a date of any month and year, by the calendar", () => {
    // Seconds since 1970 as `date -u +%s` has them.
    const table = rowsOf(`
      Thu, 01 Jan 1970 00:00:01 GMT | 1
      Sat, 28 Feb 1970 00:00:00 GMT | 5011200
      Sun, 01 Mar 1970 00:00:00 GMT | 5097600
      Tue, 29 Feb 2000 12:00:00 GMT | 951825600
      Wed, 01 Mar 2000 00:00:00 GMT | 951868800
      Fri, 31 Dec 1999 23:59:59 GMT | 946684799
      Thu, 29 Feb 2024 00:00:00 GMT | 1709164800
      Sat, 28 Nov 2026 02:25:00 GMT | 1795832700
      Mon, 01 Mar 2100 00:00:00 GMT | 4107542400
      Fri, 31 Dec 9999 23:59:59 GMT | 253402300799
    `);
    for (let i = 0; i < table.length; i++) {
      expect((readRetryAfter(utf8(table[i][0]), 0) / 1000).toString()).toBe(table[i][1], table[i][0]);
    }
    const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    const days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    for (let i = 0; i < 12; i++) {
      const date = utf8(`Sun, 02 ${months[i]} 1970 00:00:00 GMT`);
      expect(readRetryAfter(date, 0)).toBe((<u64>days[i] + 1) * 86_400_000, months[i]);
    }
  });

  it("anything else asks for nothing", () => {
    const garbage = [
      "",
      "-1",
      "+1",
      " 1",
      "1 ",
      "1.5",
      "1s",
      "1e9",
      "0x10",
      "soon",
      "١",
      "\u0000",
      "Sun, 06 Nov 2094 08:49:37",
      "Sun, 06 Nov 2094 08:49:37 UTC",
      "Sun, 06 nov 2094 08:49:37 GMT",
      "Sun, 06 Nov 2094 08:49:37 GMTx",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 2094",
      "Sun, 06 Foo 2094 08:49:37 GMT",
      "Sun, 06 Nov x094 08:49:37 GMT",
      "a".repeat(29),
      "a".repeat(25) + " GMT",
    ];
    for (let i = 0; i < garbage.length; i++) expect(readRetryAfter(utf8(garbage[i]), 0)).toBe(0, garbage[i]);
  });
});

describe("retry-after-ms", () => {
  it("is a number of milliseconds, of which a fraction is cut off, and anything else asks for nothing", () => {
    const table = rowsOf(`
      0 | 0
      1 | 1
      1500 | 1500
      12.75 | 12
      12. | 12
      0.9 | 0
      99999999999999999999 | 999999999999
      "" | 0
      .5 | 0
      -1 | 0
      1s | 0
      1,5 | 0
      1e3 | 0
      soon | 0
    `);
    for (let i = 0; i < table.length; i++) {
      expect(readMillis(utf8(table[i][0])).toString()).toBe(table[i][1], table[i][0]);
    }
  });
});
