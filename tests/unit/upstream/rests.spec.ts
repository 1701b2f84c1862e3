import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { ProviderRow } from "../../../assembly/provider/spec";
import { Member } from "../../../assembly/upstream/member";
import { Rests } from "../../../assembly/upstream/rests";
import { rowsOf } from "../support/table";

const MILLISECOND: u64 = 1_000_000;
const NOW: u64 = 1_700_000_000_000 * MILLISECOND;

function fresh(): Member {
  return new Member(0, new ProviderSettings(new ProviderRow("x")));
}

/** Milliseconds that `member` still rests. */
function left(member: Member, now: u64 = NOW): u64 {
  return member.isResting(now) ? (member.restsUntil - now) / MILLISECOND : 0;
}

describe("a provider that fails", () => {
  it("rests after so many failures in a row, longer each time, and never longer than five minutes", () => {
    // How many failures make it rest, how long at first, and its rests after each failure.
    const table = rowsOf(`
      1 | 1000 | 1000 2000 4000 8000
      3 | 100 | 0 0 100 200 400
      2 | 200000 | 0 200000 300000 300000
      0 | 1000 | 0 0 0 0
      1 | 1 | 1 2 4 8 16 32 64 128 256 512 1024 2048 4096 8192 16384 32768 65536 65536 65536
      1 | 4294967295 | 300000 300000
      5 | 0 | 0 0 0 0 0 0
    `);
    for (let i = 0; i < table.length; i++) {
      const rests = new Rests(<u32>parseInt(table[i][0]), <u32>parseInt(table[i][1]));
      const member = fresh();
      const found: Array<string> = [];
      for (let j = table[i][2].split(" ").length; j > 0; j--) {
        rests.noteFailure(member, 500, 0, NOW);
        found.push(left(member).toString());
      }
      expect(found.join(" ")).toBe(table[i][2], table[i].join(" | "));
    }
  });

  it("rests as long as it asks for, at once, but not for ever", () => {
    const table = rowsOf(`
      1 | 1
      1500 | 1500
      300000 | 300000
      300001 | 300000
      18446744073709551615 | 300000
    `);
    for (let i = 0; i < table.length; i++) {
      const member = fresh();
      new Rests(5, 1000).noteFailure(member, 429, U64.parseInt(table[i][0]), NOW);
      expect(left(member).toString()).toBe(table[i][1], table[i][0]);
      expect(member.status).toBe(429);
    }
  });

  it("rests for the longer one of what it asks for and what it has earned, and a rest is never cut short", () => {
    const rests = new Rests(1, 1000);
    const member = fresh();
    rests.noteFailure(member, 503, 500, NOW);
    expect(left(member)).toBe(1000);
    rests.noteFailure(member, 429, 60_000, NOW);
    expect(left(member)).toBe(60_000);
    rests.noteFailure(member, 0, 0, NOW);
    expect(left(member)).toBe(60_000, "4000 earned");
    expect(member.status).toBe(0);
  });

  it("is preferred again when its time has come, and a success ends row and rest", () => {
    const rests = new Rests(2, 1000);
    const member = fresh();
    rests.noteFailure(member, 500, 0, NOW);
    rests.noteSuccess(member);
    rests.noteFailure(member, 500, 0, NOW);
    expect(left(member)).toBe(0, "not in a row");
    rests.noteFailure(member, 500, 0, NOW);
    expect(member.isResting(NOW + 1000 * MILLISECOND - 1)).toBe(true);
    expect(member.isResting(NOW + 1000 * MILLISECOND)).toBe(false);
    rests.noteSuccess(member);
    expect(left(member)).toBe(0);
    expect(member.failures).toBe(0);
  });

  it("goes on resting under a new configuration", () => {
    const member = fresh();
    new Rests(1, 1000).noteFailure(member, 502, 0, NOW);
    const next = fresh();
    next.resume(member);
    expect(left(next)).toBe(1000);
    expect(next.failures).toBe(1);
    expect(next.status).toBe(502);
  });
});
