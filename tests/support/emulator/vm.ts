// One Wasm VM: strict loading, calls into the module, traps, and actions that Envoy puts off until a callback has returned.

import type { HostContext } from "./context.ts";
import { BoundaryCounters, FaultPlan } from "./counters.ts";
import { hostImports } from "./host-imports.ts";
import type { HostOptions } from "./host-options.ts";
import type { RootContext } from "./root-context.ts";
import { Metrics, SharedData } from "./shared-store.ts";
import { WasmMemory } from "./wasm-memory.ts";

export interface LogLine {
  level: number;
  text: string;
  /** The id of the plugin's root context; 0 while the module starts. */
  root: number;
}

/** A module that no strict host would load. */
export class LoadError extends Error {}

/** A VM with its module. After a trap {@link death} says why, and no call reaches the module any more. */
export class WasmVm {
  readonly counters = new BoundaryCounters();
  readonly faults = new FaultPlan();
  readonly log: LogLine[] = [];
  readonly contexts = new Map<number, HostContext>();
  readonly memory: WasmMemory;

  /** Message of the trap that ended this VM. */
  death: string | null = null;

  /** Set by a local reply: the running callback's answer is taken as "stop", whatever it is. */
  stopNextIteration = false;

  /** The root context whose call-out reply may be read now. */
  answeredRoot: RootContext | null = null;

  private readonly exports: WebAssembly.Exports;
  private current: HostContext | null = null;
  private effectiveId = 0;
  private lastContextId = 0;
  private lastToken = 0;
  private deferred: (() => void)[] = [];

  constructor(
    module: WebAssembly.Module,
    readonly options: HostOptions,
    readonly sharedData = new SharedData(),
    readonly metrics = new Metrics(),
  ) {
    checkExports(module);
    const imports = hostImports(this);
    checkImports(module, imports);
    this.exports = new WebAssembly.Instance(module, imports).exports;
    this.memory = this.findMemory();
    this.enter(null, "_initialize", []);
  }

  newContextId(): number {
    return ++this.lastContextId;
  }

  /** A token for a call-out, unique in this VM. Envoy keeps the two lowest bits for the kind of call; that of HTTP is 0. */
  newToken(): number {
    return (this.lastToken += 4);
  }

  /** The context host functions act on: the effective one if the module set it, else the one called. */
  get active(): HostContext | null {
    return this.contexts.get(this.effectiveId) ?? this.current;
  }

  /** Makes `id` the effective context of the running callback; false when there is no such context. */
  setEffective(id: number): boolean {
    if (!this.contexts.has(id)) return false;
    this.effectiveId = id;
    return true;
  }

  /** Calls an export in a context; null when the module has no such export, the VM is dead, or dies in the call. Void results are 0. */
  call(context: HostContext, name: string, ...args: number[]): number | null {
    if (this.death !== null || !(name in this.exports)) return null;
    this.counters.countCallback(name);
    const result = this.enter(context, name, args);
    return this.death === null ? result : null;
  }

  /** The answer of an export that is no callback, outside of any callback. */
  ask(name: string, ...args: number[]): number {
    return Number((this.exports[name] as (...a: number[]) => unknown)(...args));
  }

  has(name: string): boolean {
    return name in this.exports;
  }

  /** Runs `action` once the running callback has returned; at once when none is running. */
  defer(action: () => void): void {
    if (this.current === null || this.options.localReply === "synchronous") action();
    else this.deferred.push(action);
  }

  /** Reads and clears {@link stopNextIteration}. */
  takeStop(): boolean {
    const stop = this.stopNextIteration;
    this.stopNextIteration = false;
    return stop;
  }

  private enter(context: HostContext | null, name: string, args: number[]): number {
    const outer = { current: this.current, effectiveId: this.effectiveId };
    this.current = context;
    this.effectiveId = 0;
    let result = 0;
    try {
      result = Number((this.exports[name] as (...a: number[]) => unknown)(...args) ?? 0);
    } catch (trap) {
      if (outer.current !== null && this.death !== null) throw trap;
      this.death ??= `${name}: ${trap instanceof Error ? trap.message : String(trap)}${this.lastLog()}`;
    } finally {
      this.current = outer.current;
      this.effectiveId = outer.effectiveId;
    }
    return result;
  }

  /** Runs what host functions put off. The caller has first read the stop flag for its own answer. */
  runDeferred(): void {
    if (this.current !== null) return;
    for (let action = this.deferred.shift(); action !== undefined; action = this.deferred.shift()) action();
  }

  private lastLog(): string {
    const last = this.log.at(-1);
    return last === undefined ? "" : ` (last log line: ${last.text})`;
  }

  private findMemory(): WasmMemory {
    const name = ["proxy_on_memory_allocate", "malloc"].find((n) => n in this.exports);
    const memory = this.exports.memory;
    if (name === undefined || !(memory instanceof WebAssembly.Memory))
      throw new LoadError("no memory or no allocator exported");
    const allocate = this.exports[name] as (size: number) => number;
    return new WasmMemory(memory, (size) => allocate(size + this.options.spareBytes), this.counters);
  }
}

function checkExports(module: WebAssembly.Module): void {
  const names = new Set(WebAssembly.Module.exports(module).map((e) => e.name));
  if (!names.has("proxy_abi_version_0_2_1")) throw new LoadError("Missing or unknown Proxy-Wasm ABI version");
}

function checkImports(module: WebAssembly.Module, imports: WebAssembly.Imports): void {
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (!(name in (imports[from] ?? {}))) throw new LoadError(`unknown import ${from}.${name}`);
  }
}
