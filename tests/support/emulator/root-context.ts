// A root context: one plugin configuration in a VM, with its call-outs.

import { BufferType, MapType, Status } from "./abi.ts";
import { ByteQueue } from "./byte-queue.ts";
import { Callouts, type CalloutReply } from "./callouts.ts";
import type { HostBuffer, HostContext } from "./context.ts";
import type { HeaderMap } from "./header-map.ts";
import type { WasmVm } from "./vm.ts";

/** Buffers that exist without a stream, too, and hold nothing then. */
const ALWAYS_EMPTY = new Set<number>([
  BufferType.RequestBody,
  BufferType.ResponseBody,
  BufferType.NetworkDownstreamData,
  BufferType.NetworkUpstreamData,
  BufferType.VmConfiguration,
]);

/** A plugin of a VM. Its configuration can be read only while it is being configured. */
export class RootContext implements HostContext {
  readonly id: number;
  readonly callouts: Callouts;
  private configuration: ByteQueue | null = null;
  private reply: CalloutReply = null;

  /** Milliseconds from one tick to the next; 0 while there are none. */
  tickPeriod = 0;

  constructor(
    readonly vm: WasmVm,
    readonly name = "aisle",
    id?: number,
  ) {
    this.id = id ?? vm.newContextId();
    this.callouts = new Callouts(() => vm.newToken());
    vm.contexts.set(this.id, this);
  }

  /** Creates the context in the module, starts it and gives it its configuration; false when the module refuses or traps. */
  configure(configuration: Uint8Array): boolean {
    this.vm.call(this, "proxy_on_context_create", this.id, 0);
    if (this.vm.options.callsVmStart && this.vm.has("proxy_on_vm_start")) {
      if (!this.vm.call(this, "proxy_on_vm_start", this.id, 0)) return false;
    }
    return this.reconfigure(configuration);
  }

  /** Gives the same context another configuration. */
  reconfigure(configuration: Uint8Array): boolean {
    this.configuration = new ByteQueue();
    this.configuration.add(configuration);
    const answer = this.vm.call(this, "proxy_on_configure", this.id, configuration.length);
    this.configuration = null;
    return answer !== null && answer !== 0;
  }

  /** Tells the module the answer to a call-out. */
  answer(token: number, reply: CalloutReply): void {
    this.reply = reply;
    this.vm.answeredRoot = this;
    this.vm.call(
      this,
      "proxy_on_http_call_response",
      this.id,
      token,
      reply?.headers.size ?? 0,
      reply?.body.length ?? 0,
      0,
    );
    this.vm.answeredRoot = null;
    this.reply = null;
    this.vm.takeStop();
    this.vm.runDeferred();
  }

  /** Lets the period pass that the module has set; false, and nothing happens, when it has set none. */
  tick(): boolean {
    if (this.tickPeriod === 0) return false;
    this.vm.call(this, "proxy_on_tick", this.id);
    this.vm.takeStop();
    this.vm.runDeferred();
    return true;
  }

  /** Ends the context, as a host does whose listener goes away: done, delete, and no more ticks. */
  end(): void {
    const isDone = this.vm.call(this, "proxy_on_done", this.id) !== 0;
    if (isDone) this.vm.call(this, "proxy_on_delete", this.id);
    this.tickPeriod = 0;
    this.vm.contexts.delete(this.id);
  }

  headerMap(type: number): HeaderMap | null {
    return type === MapType.CallResponseHeaders ? (this.reply?.headers ?? null) : null;
  }

  buffer(type: number): HostBuffer | null {
    if (ALWAYS_EMPTY.has(type)) return { bytes: null, writable: false };
    if (type === BufferType.PluginConfiguration && this.configuration)
      return { bytes: this.configuration, writable: false };
    if (type === BufferType.CallResponseBody && this.reply) return { bytes: this.reply.body, writable: false };
    return null;
  }

  property(path: string): Uint8Array | null {
    const own: Record<string, string> = { plugin_name: this.name, plugin_root_id: this.name, plugin_vm_id: "vm" };
    return path in own ? Buffer.from(own[path]) : null;
  }

  setProperty(): number {
    return Status.NotFound;
  }

  /** Envoy answers Ok and does nothing where there is no stream. */
  sendLocalReply(): number {
    return Status.Ok;
  }

  continueStream(type: number): number {
    return type >= 0 && type <= 3 ? Status.Ok : Status.BadArgument;
  }

  closeStream(type: number): number {
    return this.continueStream(type);
  }
}

/** The root context of a context. */
export function rootOf(context: HostContext): RootContext {
  return context instanceof RootContext ? context : (context as HostContext & { root: RootContext }).root;
}
