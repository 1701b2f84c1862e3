import { FakeStore } from "../support/fake-store";
import { checksOf, FakeVm } from "../support/tokens";

describe("a token that waits for health checks", () => {
  it("is asked about once in each interval, and used again after enough successes in a row", () => {
    const vm = new FakeVm(new FakeStore(), "a b", checksOf(2));
    vm.note(1, 401, 3);
    expect(vm.state).toBe("- ?");
    expect(vm.due()).toBe(-1);
    vm.wait(1000);
    expect(vm.due()).toBe(1);
    expect(vm.due()).toBe(-1);
    vm.noteHealth(1, true);
    expect(vm.state).toBe("- ?");
    vm.wait(1000);
    expect(vm.due()).toBe(1);
    vm.noteHealth(1, false);
    for (let i = 0; i < 2; i++) {
      vm.wait(1000);
      expect(vm.due()).toBe(1);
      expect(vm.state).toBe("- ?");
      vm.noteHealth(1, true);
    }
    expect(vm.state).toBe("- -");
    expect(vm.picks()).toBe("0 1");
    expect(vm.host.lines.join("\n")).toBe(
      "warn: aisle: cloud openai: token 1 rests until a health check succeeds: status 401\n" +
        "warn: aisle: cloud openai: token 1 is used again",
    );
    vm.noteHealth(1, true);
    vm.wait(1000);
    expect(vm.due()).toBe(-1);
  });

  it("is asked about one after the other with those that rest, too", () => {
    const vm = new FakeVm(new FakeStore(), "a b c", checksOf(1));
    vm.note(0, 401, 3);
    vm.note(2, 401, 3);
    vm.wait(1000);
    expect(vm.due()).toBe(0);
    expect(vm.due()).toBe(2);
    expect(vm.due()).toBe(-1);
    vm.noteHealth(2, true);
    expect(vm.state).toBe("? - -");
  });

  it("is not asked about again before the check before is over", () => {
    const policy = checksOf(1);
    policy.healthCheckTimeoutMs = 3000;
    const vm = new FakeVm(new FakeStore(), "a b", policy);
    vm.note(0, 401, 3);
    vm.wait(1000);
    expect(vm.due()).toBe(0);
    vm.wait(2999);
    expect(vm.due()).toBe(-1);
    vm.wait(1);
    expect(vm.due()).toBe(0);
  });

  it("is asked about by one VM only; another one goes on when that one has ended", () => {
    const store = new FakeStore();
    const one = new FakeVm(store, "a b", checksOf(1));
    const two = new FakeVm(store, "a b", checksOf(1));
    one.note(0, 401, 3);
    one.wait(1000, two);
    expect(two.due()).toBe(0);
    expect(one.due()).toBe(-1);
    one.wait(1000, two);
    expect(one.due()).toBe(0);
    expect(two.due()).toBe(-1);
    one.noteHealth(0, true);
    expect(two.state).toBe("- -");
  });

  it("is asked about soon when the clock was set back", () => {
    const vm = new FakeVm(new FakeStore(), "a b", checksOf(1));
    vm.note(0, 401, 3);
    vm.host.clock -= 3_600_000_000_000;
    expect(vm.due()).toBe(0);
    expect(vm.due()).toBe(-1);
  });

  it("is not asked about with a cooldown, also when the configuration had none before", () => {
    const store = new FakeStore();
    const vm = new FakeVm(store, "a b", checksOf(1));
    vm.note(0, 401, 3);
    const policy = checksOf(1);
    policy.cooldownMs = 4000;
    const next = new FakeVm(store, "a b", policy);
    next.wait(3999);
    expect(next.due()).toBe(-1);
    expect(next.state).toBe("4000 -");
    next.wait(1);
    expect(next.due()).toBe(-1);
    expect(next.state).toBe("- -");
    vm.wait(4000);
    expect(vm.due()).toBe(-1);
  });
});
