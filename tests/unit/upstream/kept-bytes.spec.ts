import { Random } from "../../../assembly/text/random";
import { KeptBytes } from "../../../assembly/upstream/kept-bytes";

describe("the bytes that are kept", () => {
  it("are never more than the budget, which is used to its last byte", () => {
    const kept = new KeptBytes();
    expect(kept.take(60, 100)).toBe(true);
    expect(kept.take(41, 100)).toBe(false, "one too many");
    expect(kept.take(40, 100)).toBe(true, "a refusal takes nothing");
    expect(kept.take(0, 100)).toBe(true, "nothing fits always");
    expect(kept.take(1, 100)).toBe(false);
    kept.give(60);
    expect(kept.take(60, 100)).toBe(true);
  });

  it("are counted for all, each of whom has a budget of its own", () => {
    const kept = new KeptBytes();
    expect(kept.take(100, 100)).toBe(true);
    expect(kept.take(0, 10)).toBe(false, "another's are above it already");
    expect(kept.take(100, 200)).toBe(true);
  });

  it("are none after as many were given back, or more", () => {
    const kept = new KeptBytes();
    kept.give(5);
    expect(kept.take(10, 10)).toBe(true);
    kept.give(u32.MAX_VALUE);
    expect(kept.take(u32.MAX_VALUE, u32.MAX_VALUE)).toBe(true);
    expect(kept.take(u32.MAX_VALUE, u32.MAX_VALUE)).toBe(false, "no overflow");
  });

  it("are what a plain sum says", () => {
    const random = new Random(11);
    const kept = new KeptBytes();
    const taken: Array<u32> = [];
    let sum: u64 = 0;
    for (let step = 0; step < 5000; step++) {
      const size = <u32>random.below(400);
      if (taken.length > 0 && random.below(2) == 0) {
        const given = taken.pop();
        kept.give(given);
        sum -= given;
      } else {
        const fits = sum + size <= 1000;
        expect(kept.take(size, 1000)).toBe(fits, `step ${step}`);
        if (!fits) continue;
        taken.push(size);
        sum += size;
      }
    }
  });
});
