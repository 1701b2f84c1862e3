import { utf8 } from "../../../assembly/text/bytes";
import { fnv32 } from "../../../assembly/text/fnv32";
import { FakeStore } from "../support/fake-store";
import { rowsOf } from "../support/table";
import { checksOf, cooldownOf, FakeVm, START } from "../support/tokens";

function alone(names: string, milliseconds: u32 = 1000): FakeVm {
  return new FakeVm(new FakeStore(), names, cooldownOf(milliseconds));
}

describe("a pool without a policy", () => {
  it("picks any token, and never asks the host", () => {
    const vm = new FakeVm(new FakeStore(), "a b c", null);
    expect(vm.picks()).toBe("0 1 2");
    vm.note(1, 401, 10);
    expect(vm.picks()).toBe("0 1 2");
    expect(vm.due()).toBe(-1);
    vm.noteHealth(0, false);
    expect(vm.state).toBe("- - -");
    expect(vm.host.trace.length).toBe(0);
  });

  it("avoids the token that failed, and those that equal it, unless there is no other", () => {
    const table = rowsOf(`
      a b c | 1 | 0 2
      a b c | -1 | 0 1 2
      a b c | 9 | 0 1 2
      a b a | 2 | 1
      a b a | 1 | 0 2
      a a | 1 | 1
      a | 0 | 0
      a | -1 | 0
    `);
    for (let i = 0; i < table.length; i++) {
      const vm = new FakeVm(new FakeStore(), table[i][0], null);
      expect(vm.picks(<i32>parseInt(table[i][1]))).toBe(table[i][2], table[i].join(" | "));
    }
  });

  it("spreads its picks evenly", () => {
    const vm = new FakeVm(new FakeStore(), "a b c d", null);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[vm.pick()]++;
    for (let i = 0; i < 4; i++) expect(counts[i] > 900 && counts[i] < 1100).toBe(true, counts.join(" "));
  });
});

describe("the token of a consumer", () => {
  it("is always the same one of all, and the next one while it cannot be used", () => {
    const names = ["alice", "bob", "carol", "", "dave"];
    for (let i = 0; i < names.length; i++) {
      const vm = alone("a b c");
      const own = <i32>(fnv32(utf8(names[i])) % 3);
      const next = (own + 1) % 3;
      const last = (own + 2) % 3;
      expect(vm.pickFor(names[i])).toBe(own, names[i]);
      expect(vm.pickFor(names[i], own)).toBe(next, names[i]);
      vm.note(own, 429, 3);
      expect(vm.pickFor(names[i])).toBe(next, names[i]);
      expect(vm.pickFor(names[i], next)).toBe(last, names[i]);
      vm.wait(1000);
      expect(vm.pickFor(names[i])).toBe(own, names[i]);
    }
  });
});

describe("a token", () => {
  it("rests after as many failures in a row as the threshold, until its cooldown has passed", () => {
    const vm = alone("a b");
    vm.note(0, 401, 2);
    expect(vm.state).toBe("- -");
    vm.wait(50);
    vm.note(0, 401);
    expect(vm.state).toBe("1050 -");
    expect(vm.picks()).toBe("1");
    vm.wait(999);
    expect(vm.picks()).toBe("1");
    vm.wait(1);
    expect(vm.picks()).toBe("0 1");
    expect(vm.state).toBe("- -");
    expect(vm.due()).toBe(-1);
    expect(vm.host.lines.join("\n")).toBe(
      "warn: aisle: cloud openai: token 0 rests for 1000 ms: status 401\n" +
        "warn: aisle: cloud openai: token 0 is used again",
    );
  });

  it("rests only after failures in a row: any 2xx that is none ends it, other statuses say nothing", () => {
    const table = rowsOf(`
      401 401 401 | 1000 -
      401 429 503 | 1000 -
      401 401 200 401 401 | - -
      401 401 204 401 401 | - -
      401 401 302 401 | 1000 -
      401 401 0 401 | 1000 -
      401 401 101 401 | 1000 -
      204 204 204 204 | - -
      304 304 304 304 | - -
      0 0 0 0 | - -
      600 600 600 -1 | - -
    `);
    for (let i = 0; i < table.length; i++) {
      const vm = alone("a b");
      const statuses = table[i][0].split(" ");
      for (let j = 0; j < statuses.length; j++) vm.note(0, <i32>parseInt(statuses[j]));
      expect(vm.state).toBe(table[i][1], table[i][0]);
    }
  });

  it("that rests is not made to rest longer by what was under way, nor brought back by a success", () => {
    const vm = alone("a b");
    vm.note(0, 401, 3);
    vm.wait(500);
    vm.note(0, 401, 5);
    vm.note(0, 200);
    expect(vm.state).toBe("1000 -");
  });

  it("that can be used again counts its failures anew, also before the tick that says so", () => {
    const vm = alone("a b");
    vm.note(0, 401, 3);
    vm.wait(1000);
    vm.note(0, 401, 2);
    expect(vm.state).toBe("- -");
    vm.note(0, 401);
    expect(vm.state).toBe("2000 -");
  });

  it("comes back when the clock was set back", () => {
    const vm = alone("a b", 60_000);
    vm.note(0, 401, 3);
    vm.host.clock -= 3_600_000_000_000;
    expect(vm.picks()).toBe("0 1");
  });

  it("that is not there is no token to tell anything of", () => {
    const vm = alone("a b");
    vm.note(-1, 401, 3);
    vm.note(2, 401, 3);
    vm.noteHealth(-1, true);
    vm.noteHealth(2, true);
    expect(vm.host.trace.length).toBe(0);
  });

  it("that equals another one rests with it", () => {
    const vm = alone("a b a");
    vm.note(2, 401, 2);
    vm.note(0, 401);
    expect(vm.state).toBe("1000 - 1000");
    expect(vm.picks()).toBe("1");
    vm.wait(1000);
    vm.due();
    expect(vm.state).toBe("- - -");
  });

  it("that is the only one is sent, whether it rests or not", () => {
    const vm = alone("a");
    vm.note(0, 401, 3);
    expect(vm.pick()).toBe(0);
    expect(vm.pick(0)).toBe(0);
    expect(vm.state).toBe("1000");
    const reports = vm.pool.describe(vm.host);
    expect(reports[0].status).toBe(401);
    expect(reports[0].since).toBe(START);
  });
});

describe("when all tokens rest", () => {
  it("the one that comes back soonest is sent, but never the one to avoid", () => {
    const vm = alone("a b c");
    const order = [1, 2, 0];
    for (let i = 0; i < 3; i++) {
      vm.note(order[i], 429, 3);
      vm.wait(10);
    }
    expect(vm.state).toBe("1020 1000 1010");
    expect(vm.picks()).toBe("1");
    expect(vm.picks(1)).toBe("2");
    expect(vm.picks(2)).toBe("1");
    expect(vm.pickFor("bob")).toBe(1);
  });

  it("one that rests is sent rather than the one to avoid", () => {
    const vm = alone("a b");
    vm.note(0, 429, 3);
    expect(vm.picks(1)).toBe("0");
  });

  it("and wait for health checks, the one whose check is next is sent", () => {
    const vm = new FakeVm(new FakeStore(), "a b", checksOf(1));
    vm.note(1, 401, 3);
    vm.wait(10);
    vm.note(0, 401, 3);
    expect(vm.picks()).toBe("1");
    vm.wait(990);
    expect(vm.due()).toBe(1);
    expect(vm.picks()).toBe("0");
  });
});

describe("a pool asks the host", () => {
  it("once for a pick, twice while some token rests, and for a success only after failures", () => {
    const vm = alone("a b");
    vm.pick();
    vm.note(0, 200);
    expect(vm.store.calls).toBe(1);
    expect(vm.host.trace.join(", ")).toBe("sharedValue aisle.tokens.cloud openai");
    vm.note(0, 401);
    vm.store.calls = 0;
    vm.note(1, 200, 5);
    expect(vm.store.calls).toBe(0);
    vm.note(0, 200, 5);
    expect(vm.store.calls).toBe(2);
    vm.due();
    expect(vm.store.calls).toBe(3);
  });
});
