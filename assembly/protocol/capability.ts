// What a request asks for, whoever answers it: the names that configurations and providers' tables share.

import { Bytes, equalBytes, utf8 } from "../text/bytes";

/** Whose API a capability belongs to; decides the shape of errors. */
export enum Protocol {
  OpenAi,
  Anthropic,
}

/** What Aisle knows of a capability's request body. */
export enum Trait {
  None = 0,
  /** The body is JSON with a member `model` that Aisle may read and map. */
  Model = 1,
  /** Without a model the request has no meaning. */
  ModelRequired = 2,
  /** `stream: true` is answered by server-sent events; a timeout for the first byte applies. */
  Streamable = 4,
  /** `stream: true` is told to the provider by an `accept` header, as the Go filter does. */
  AcceptsEvents = 8,
  /** The body has `messages`; a context file is put before them. */
  Messages = 16,
  /** The body may also be a form (multipart/form-data) with a part `model` that Aisle may read and map. */
  Form = 32,
  /** The model is named where Aisle does not look, such as in a websocket; not that of a form. */
  HiddenModel = 64,
  /** A stream reports usage if `stream_options.include_usage` asks for it. */
  StreamUsage = 128,
  /** It is about what an account keeps, so that a consumer's requests are to have the same token. */
  Stateful = 256,
}

/** One capability. */
@final
export class Capability {
  constructor(
    /** Position in `CAPABILITIES`. */
    readonly index: i32,
    /** The name in configurations, for instance `openai/v1/chatcompletions`. */
    readonly name: Bytes,
    /** Whose errors the client understands. */
    readonly protocol: Protocol,
    /** The member that must be there besides the model when requests are checked strictly, or "". */
    readonly requiredMember: string,
    private readonly traits: i32,
  ) {}

  /** True when a model makes the answer. */
  get runsModel(): bool {
    return this.has(Trait.Model) || this.has(Trait.HiddenModel);
  }

  /** True when the capability has `trait`. */
  has(trait: Trait): bool {
    return (this.traits & trait) != 0;
  }
}

/** Every capability, in the order of the path table. */
export const CAPABILITIES: Array<Capability> = [];

/** Adds a capability to the table, or returns the one that has the name already. */
export function defineCapability(name: string, traits: i32, requiredMember: string): Capability {
  const bytes = utf8(name);
  const known = findCapabilityByName(bytes);
  if (known !== null) return known;
  const protocol = name.startsWith("anthropic/") ? Protocol.Anthropic : Protocol.OpenAi;
  const capability = new Capability(CAPABILITIES.length, bytes, protocol, requiredMember, traits);
  CAPABILITIES.push(capability);
  return capability;
}

/** The capability with this name, or null. */
export function findCapabilityByName(name: Bytes): Capability | null {
  for (let i = 0, count = CAPABILITIES.length; i < count; i++) {
    const capability = unchecked(CAPABILITIES[i]); // i < count
    if (equalBytes(capability.name, name)) return capability;
  }
  return null;
}
