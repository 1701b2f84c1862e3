import { Random } from "../../../assembly/text/random";
import { IndexSet } from "../../../assembly/upstream/index-set";

describe("a set of indices", () => {
  it("has what was put in, whatever its size, and nothing else", () => {
    const random = new Random(3);
    const sizes = [0, 1, 2, 63, 64, 65, 127, 128, 129, 300];
    for (let i = 0; i < sizes.length; i++) {
      const size = sizes[i];
      const set = new IndexSet(size);
      const model = new Set<i32>();
      let wrong = 0;
      for (let step = 0; step < size; step++) {
        const index = random.below(size);
        set.add(index);
        model.add(index);
        for (let j = 0; j < size; j++) if (set.has(j) != model.has(j)) wrong++;
      }
      expect(wrong).toBe(0, `of ${size}`);
    }
  });

  it("ignores what is outside of it", () => {
    const sizes = [-1, 0, 1, 64, 65];
    const strangers = [-1, i32.MIN_VALUE, i32.MAX_VALUE, 128, 1 << 20];
    for (let i = 0; i < sizes.length; i++) {
      const set = new IndexSet(sizes[i]);
      for (let j = 0; j < strangers.length; j++) {
        set.add(strangers[j]);
        expect(set.has(strangers[j])).toBe(false, `${strangers[j]} of ${sizes[i]}`);
      }
      for (let j = 0; j < sizes[i]; j++) expect(set.has(j)).toBe(false, `${j} of ${sizes[i]}`);
    }
  });
});
