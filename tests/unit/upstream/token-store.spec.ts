import { Bytes, concat, EMPTY, utf8 } from "../../../assembly/text/bytes";
import { KEPT_MS } from "../../../assembly/upstream/token-states";
import { MAX_ATTEMPTS } from "../../../assembly/upstream/token-store";
import { FakeStore } from "../support/fake-store";
import { checksOf, cooldownOf, FakeVm } from "../support/tokens";

const KEY = "aisle.tokens.cloud openai";

/** Another VM, whose request with a token fails just before each write that must conflict. */
class BusyStore extends FakeStore {
  other: FakeVm | null = null;
  token: i32 = 0;

  protected beforeWrite(_key: string): void {
    const other = this.other;
    if (other !== null) other.note(this.token, 503);
  }
}

/** How many failures it takes until the token rests. */
function countToRest(vm: FakeVm, token: i32): i32 {
  let count = 0;
  for (; vm.state.split(" ")[token] == "-"; count++) vm.note(token, 401);
  return count;
}

function metricsOf(vm: FakeVm): string {
  const texts: Array<string> = [];
  for (let i = 0; i < vm.host.metrics.length; i++) texts.push(vm.host.metrics[i].describe());
  return texts.join(", ");
}

function shortOf(bytes: Bytes | null, length: i32): Bytes {
  return bytes === null ? EMPTY : bytes.slice(0, length);
}

describe("VMs of one process", () => {
  it("count the failures of a token together, and know what rests", () => {
    const store = new FakeStore();
    const one = new FakeVm(store, "a b", cooldownOf(1000));
    const two = new FakeVm(store, "a b", cooldownOf(1000));
    one.note(0, 401, 2);
    two.note(0, 401);
    expect(one.picks()).toBe("1");
    expect(two.picks()).toBe("1");
    expect(two.state).toBe("1000 -");
    one.wait(1000, two);
    one.due();
    expect(store.dump().includes("sk-")).toBe(false);
    one.note(0, 401, 2);
    expect(two.pick() >= 0).toBe(true);
    two.note(0, 200);
    one.note(0, 401, 2);
    expect(one.state).toBe("- -");
  });

  it("that start, or read a new configuration, change nothing", () => {
    const store = new FakeStore();
    const one = new FakeVm(store, "a b c", cooldownOf(1000));
    one.note(1, 401, 3);
    one.note(2, 401, 2);
    const two = new FakeVm(store, "x c a b", cooldownOf(500));
    expect(two.state).toBe("- - - 500");
    two.note(1, 401);
    expect(two.state).toBe("- 500 - 500");
    expect(one.state).toBe("- 1000 1000");
  });

  it("with other tokens under the same id leave one another alone, for an hour", () => {
    const store = new FakeStore();
    const one = new FakeVm(store, "a b", cooldownOf(8_000_000));
    const two = new FakeVm(store, "c d", cooldownOf(8_000_000));
    one.note(0, 401, 3);
    two.note(0, 401, 3);
    expect(one.state).toBe("8000000 -");
    expect(two.state).toBe("8000000 -");
    two.wait(KEPT_MS - 1, one);
    two.note(1, 401);
    expect(one.state).toBe("8000000 -");
    two.wait(1, one);
    two.note(1, 401);
    expect(one.state).toBe("- -");
    expect(two.state).toBe("8000000 -");
  });

  it("with other ids know nothing of one another", () => {
    const store = new FakeStore();
    const one = new FakeVm(store, "a b", cooldownOf(1000), "one");
    const two = new FakeVm(store, "a b", cooldownOf(1000), "two");
    one.note(0, 401, 3);
    expect(two.state).toBe("- -");
  });
});

describe("a change", () => {
  it("is made again on what another VM has written meanwhile, up to ten times", () => {
    for (let conflicts = 0; conflicts < MAX_ATTEMPTS; conflicts++) {
      const vm = new FakeVm(new FakeStore(), "a b", cooldownOf(1000));
      vm.note(0, 401, 2);
      vm.store.conflicts = conflicts;
      vm.note(0, 401);
      expect(vm.state).toBe("1000 -", conflicts.toString());
      expect(vm.store.conflicts).toBe(0);
      expect(metricsOf(vm)).toBe("");
    }
  });

  it("is dropped and counted after that", () => {
    const vm = new FakeVm(new FakeStore(), "a b", cooldownOf(1000));
    vm.note(0, 401, 2);
    vm.store.conflicts = MAX_ATTEMPTS;
    vm.note(0, 401);
    expect(vm.state).toBe("- -");
    expect(metricsOf(vm)).toBe("aisle_shared_conflicts 1");
    expect(vm.host.lines.length).toBe(0);
    vm.note(0, 401);
    expect(vm.state).toBe("1000 -");
  });

  it("loses nothing of what the other has written, also when both are the first to write", () => {
    for (let token = 0; token < 2; token++) {
      for (let failures = 0; failures < 3; failures++) {
        const store = new BusyStore();
        const vm = new FakeVm(store, "a b", cooldownOf(1000));
        const other = new FakeVm(store, "a b", cooldownOf(1000));
        vm.note(0, 401, failures);
        store.other = other;
        store.token = token;
        store.conflicts = 1;
        vm.note(0, 401);
        store.other = null;
        const own = failures + (token == 0 ? 2 : 1);
        expect(countToRest(other, 0)).toBe(max(3 - own, 0), `${token} ${failures}`);
        expect(countToRest(vm, 1)).toBe(token == 1 ? 2 : 3, `${token} ${failures}`);
      }
    }
  });

  it("of health is made once, however many VMs meet in it", () => {
    const store = new FakeStore();
    const one = new FakeVm(store, "a b", checksOf(1));
    const two = new FakeVm(store, "a b", checksOf(1));
    one.note(0, 401, 3);
    for (let conflicts = 0; conflicts < 3; conflicts++) {
      one.wait(1000, two);
      store.conflicts = conflicts;
      expect(one.due()).toBe(0);
      expect(two.due()).toBe(-1);
    }
    one.wait(1000, two);
    store.conflicts = MAX_ATTEMPTS;
    expect(one.due()).toBe(-1);
    expect(two.due()).toBe(0);
    store.conflicts = 2;
    one.noteHealth(0, true);
    expect(two.state).toBe("- -");
  });

  it("that the proxy refuses is not made, here neither", () => {
    const vm = new FakeVm(new FakeStore(), "a b", cooldownOf(1000));
    vm.note(0, 401, 2);
    vm.host.refusals = ["setSharedValue"];
    vm.note(0, 401);
    expect(vm.picks()).toBe("0 1");
    expect(vm.state).toBe("- -");
    vm.note(0, 401);
    expect(vm.state).toBe("1000 -");
    expect(metricsOf(vm)).toBe("");
  });
});

describe("shared bytes", () => {
  it("that nobody here has written say nothing, and are written over", () => {
    const source = new FakeVm(new FakeStore(), "a b", cooldownOf(1000));
    source.note(0, 401, 3);
    const right = source.store.find(KEY);
    const values = [EMPTY, utf8("x"), utf8("a text that is longer"), shortOf(right, 51), shortOf(right, 4)];
    if (right !== null) values.push(concat(right, utf8("x")));
    for (let i = 0; i < values.length; i++) {
      const store = new FakeStore();
      store.put(KEY, values[i]);
      const vm = new FakeVm(store, "a b", cooldownOf(1000));
      expect(vm.picks()).toBe("0 1", i.toString());
      vm.note(1, 401, 3);
      expect(vm.state).toBe("- 1000", i.toString());
    }
  });

  it("with any byte changed, or cut anywhere, are read without harm", () => {
    const source = new FakeVm(new FakeStore(), "a b c", cooldownOf(1000));
    source.note(0, 401, 3);
    source.note(2, 401, 2);
    const found = source.store.find(KEY);
    const right = found === null ? EMPTY : found;
    expect(right.byteLength).toBe(100);
    for (let at = 0; at < right.byteLength; at++) {
      for (let bit = 0; bit < 8; bit += 7) {
        const store = new FakeStore();
        const wrong = right.slice(0);
        wrong[at] ^= 1;
        store.put(KEY, bit == 0 ? wrong : right.slice(0, at));
        const vm = new FakeVm(store, "a c", bit == 0 ? cooldownOf(1000) : checksOf(1));
        expect(vm.pick() >= 0).toBe(true);
        vm.note(1, 503, 3);
        vm.due();
        expect(vm.state.split(" ").length).toBe(2);
      }
    }
  });

  it("for which there is no memory leave what is known, and nothing is written", () => {
    const store = new FakeStore();
    const vm = new FakeVm(store, "a b", cooldownOf(1000));
    vm.note(0, 401, 3);
    vm.host.refused = ["sharedValue"];
    vm.host.short = true;
    expect(vm.picks()).toBe("1");
    vm.note(1, 401, 3);
    vm.host.refused = [];
    vm.host.short = false;
    expect(vm.state).toBe("1000 -");
  });

  it("never hold a token, whole or in part", () => {
    const vm = new FakeVm(new FakeStore(), "secret1 secret2", cooldownOf(1000));
    vm.note(0, 401, 3);
    vm.note(1, 401, 3);
    const shared = vm.store.dump();
    expect(shared.includes("sk-")).toBe(false);
    expect(shared.includes("secret")).toBe(false);
    expect(vm.host.lines.join("\n").includes("secret")).toBe(false);
  });
});
