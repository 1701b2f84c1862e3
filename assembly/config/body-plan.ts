// What a provider does to JSON bodies, worked out once so that a request only follows it.

import { MemberPaths } from "../json/member-paths";
import { Capability, Trait } from "../protocol/capability";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";

const MODEL = utf8("model");
const STREAM = utf8("stream");
const MESSAGES = utf8("messages");
const STREAM_OPTIONS = utf8("stream_options");
const INCLUDE_USAGE = utf8("include_usage");
const REQUIRED_MEMBERS: Array<string> = ["messages", "input", "prompt", "query"];

/** A member to set. */
@final
export class MemberSetting {
  constructor(
    /** Its node in `BodyPlan.paths`. */
    readonly node: i32,
    /** Its value as JSON. */
    readonly json: Bytes,
    /** True when the client's own value stays. */
    readonly isDefault: bool,
    /** The setting is for capabilities with this trait. */
    readonly trait: Trait,
  ) {}
}

/** The members of interest and what they shall be. */
@final
export class BodyPlan {
  /** Everything that is looked for in a body. */
  readonly paths: MemberPaths = new MemberPaths();
  /** The node of `model`. */
  readonly model: i32;
  /** The node of `stream`. */
  readonly stream: i32;
  /** The node of `messages`, or -1 when nobody asks for it. */
  messages: i32 = -1;
  /** The node of `stream_options.include_usage`, or -1 when nobody asks for it. */
  streamUsage: i32 = -1;
  /** The model that every request asks for; no bytes: the client's, mapped. */
  forcedModel: Bytes = EMPTY;
  /** The model of requests that name none; no bytes for none. */
  defaultModel: Bytes = EMPTY;
  /** The other members to set, in the order of the configuration. */
  readonly settings: Array<MemberSetting> = [];
  // Nodes of REQUIRED_MEMBERS when they are watched.
  private required: Array<i32> = [];

  constructor() {
    this.model = this.watch(MODEL);
    this.stream = this.watch(STREAM);
  }

  /** Sets a member at a path with dots; "" or why it cannot be set. */
  setPath(path: string, json: Bytes, isDefault: bool, trait: Trait = Trait.Model): string {
    return this.addSetting(this.paths.add(path), json, isDefault, trait);
  }

  /** Sets a member of the body itself, whatever its name; "" or why it cannot be set. */
  setMember(name: Bytes, json: Bytes, isDefault: bool): string {
    return this.addSetting(this.paths.addName(-1, name), json, isDefault, Trait.Model);
  }

  /** Sets `model` itself, given as what it means. */
  setModel(model: Bytes, isDefault: bool): void {
    if (isDefault) this.defaultModel = model;
    else this.forcedModel = model;
  }

  /** True when some body may be changed whatever it says. */
  get changesBodies(): bool {
    return this.settings.length > 0 || this.forcedModel.byteLength > 0 || this.defaultModel.byteLength > 0;
  }

  /** True when the configuration itself names this model. */
  names(model: Bytes): bool {
    return equalBytes(this.forcedModel, model) || equalBytes(this.defaultModel, model);
  }

  /** True when some setting is for `messages` or a member in it. */
  get setsMessages(): bool {
    const messages = this.paths.addName(-1, MESSAGES);
    for (let i = 0, count = this.settings.length; i < count; i++) {
      if (this.isWithin(unchecked(this.settings[i]).node, messages)) return true; // i < count
    }
    return false;
  }

  /** Looks for `messages`, too. */
  watchMessages(): void {
    this.messages = this.watch(MESSAGES);
  }

  /** Looks for `stream_options.include_usage`, which may then be set; not where the configuration itself sets it. */
  watchStreamUsage(): void {
    const options = this.watch(STREAM_OPTIONS);
    const node = options < 0 ? -1 : this.paths.addName(options, INCLUDE_USAGE);
    for (let i = 0, count = this.settings.length; i < count; i++) {
      const setting = unchecked(this.settings[i]); // i < count
      if (this.isWithin(setting.node, options)) return;
    }
    this.paths.guard(node);
    this.streamUsage = node;
  }

  /** Looks for the members without which requests are refused when they are checked strictly. */
  watchRequired(): void {
    for (let i = 0; i < REQUIRED_MEMBERS.length; i++) {
      this.required.push(this.paths.addName(-1, utf8(unchecked(REQUIRED_MEMBERS[i])))); // i < length
    }
  }

  /** The node of the member that `capability` must have, or -1. */
  requiredNode(capability: Capability): i32 {
    const index = REQUIRED_MEMBERS.indexOf(capability.requiredMember);
    return index >= 0 && index < this.required.length ? unchecked(this.required[index]) : -1;
  }

  private watch(name: Bytes): i32 {
    const node = this.paths.addName(-1, name);
    this.paths.guard(node);
    return node;
  }

  private addSetting(node: i32, json: Bytes, isDefault: bool, trait: Trait): string {
    if (node < 0) return "too many members to set in one provider";
    // What stands around a member decides about it, too.
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) this.paths.guard(above);
    for (let i = 0, count = this.settings.length; i < count; i++) {
      const other = unchecked(this.settings[i]); // i < count
      if (other.node == node && other.isDefault == isDefault && equalBytes(other.json, json)) return "";
      // A default can never apply where every body gets a value.
      if (other.node == node && !other.isDefault && other.trait == trait && isDefault) return "";
      if (other.node != node && (this.isWithin(node, other.node) || this.isWithin(other.node, node))) {
        return "another setting is for a member around or inside this one";
      }
    }
    this.settings.push(new MemberSetting(node, json, isDefault, trait));
    return "";
  }

  private isWithin(node: i32, outer: i32): bool {
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) {
      if (above == outer) return true;
    }
    return false;
  }
}
