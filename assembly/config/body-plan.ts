// What a provider does to JSON bodies, worked out once so that a request only follows it.

import { MemberPaths } from "../json/member-paths";
import { CAPABILITIES, Capability, Trait } from "../protocol/capability";
import { BodyEditSpec, EditOp } from "../provider/body-edit-spec";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { findConflict, findNesting, NESTED } from "./edit-conflicts";
import { PlannedEdit } from "./planned-edit";

const MODEL = utf8("model");
const STREAM = utf8("stream");
const MESSAGES = utf8("messages");
const STREAM_OPTIONS = utf8("stream_options");
const INCLUDE_USAGE = utf8("include_usage");
const TOO_MANY = "too many members to set in one provider";
const REQUIRED_MEMBERS: Array<string> = ["messages", "input", "prompt", "query"];

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
  /** What is done to the other members, in the order in which it is done. */
  readonly edits: Array<PlannedEdit> = [];
  /** The nodes of members that only one kind of task has. */
  readonly tasks: Array<i32> = [];
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

  /** Adds an edit behind all others; "" or why it cannot be made. */
  addEdit(spec: BodyEditSpec): string {
    const edit = this.plan(spec);
    if (edit === null) return TOO_MANY;
    if (this.isModel(edit.node) || this.isModel(edit.to))
      return "model can only be given a value, and for all requests";
    const conflict = findConflict(edit, this.edits, this.paths);
    if (conflict.length == 0) this.edits.push(edit);
    return conflict;
  }

  /** Adds a setting that is merged into the body, behind all others: the later of two counts; "" or why it cannot be made. */
  addOverride(spec: BodyEditSpec): string {
    const edit = this.plan(spec);
    if (edit === null) return TOO_MANY;
    if (findNesting(edit, this.edits, this.paths)) return NESTED;
    edit.isMerged = true;
    this.edits.push(edit);
    return "";
  }

  /** Adds an edit of a row; where it and another one cannot both hold, the one that comes first does. */
  addRowEdit(spec: BodyEditSpec): string {
    const edit = this.plan(spec);
    if (edit === null) return TOO_MANY;
    edit.isOfRow = true;
    this.edits.push(edit);
    return "";
  }

  /** Sets `model` itself, given as what it means. */
  setModel(model: Bytes, isDefault: bool): void {
    if (isDefault) this.defaultModel = model;
    else this.forcedModel = model;
  }

  /** Like `setModel`; "" or that another model has been set already. */
  setModelOnce(model: Bytes, isDefault: bool): string {
    const other = isDefault ? this.defaultModel : this.forcedModel;
    if (other.byteLength > 0 && !equalBytes(other, model)) return "another setting says otherwise about this member";
    this.setModel(model, isDefault);
    return "";
  }

  /** True when a body of `capability` may be changed whatever it says. */
  changes(capability: Capability): bool {
    if (this.forcedModel.byteLength > 0 || this.defaultModel.byteLength > 0) return true;
    for (let i = 0, count = this.edits.length; i < count; i++) {
      if (unchecked(this.edits[i]).isFor(capability)) return true; // i < count
    }
    return false;
  }

  /** True when the configuration itself names this model. */
  names(model: Bytes): bool {
    return equalBytes(this.forcedModel, model) || equalBytes(this.defaultModel, model);
  }

  /** True when `messages` are watched, and some edit is for them or a member in them. */
  get editsMessages(): bool {
    return this.editsWithin(this.messages);
  }

  /** Looks for members that only one kind of task has. */
  watchTasks(members: Array<string>): void {
    for (let i = 0, count = members.length; i < count; i++) this.tasks.push(this.watch(utf8(unchecked(members[i])))); // i < count
  }

  /** Looks for `messages`, too. */
  watchMessages(): void {
    this.messages = this.watch(MESSAGES);
  }

  /** Looks for `stream_options.include_usage`, which may then be set; not where the configuration itself sets it. */
  watchStreamUsage(): void {
    const options = this.watch(STREAM_OPTIONS);
    const node = options < 0 ? -1 : this.paths.addName(options, INCLUDE_USAGE);
    if (this.sets(node, options)) return;
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
    if (node < 0) return TOO_MANY;
    this.guard(node);
    const edit = new PlannedEdit(isDefault ? EditOp.Default : EditOp.Force, node);
    edit.json = json;
    edit.trait = trait;
    for (let i = 0, count = this.edits.length; i < count; i++) {
      const other = unchecked(this.edits[i]); // i < count
      if (!isDefault || other.node != node || other.trait != trait) continue;
      // Of two defaults the later counts, and none can apply where every body gets a value.
      if (other.op == EditOp.Default) other.json = json;
      return "";
    }
    if (findNesting(edit, this.edits, this.paths)) return NESTED;
    this.edits.push(edit);
    return "";
  }

  // Finds the edit's members; null when there are too many.
  private plan(spec: BodyEditSpec): PlannedEdit | null {
    const edit = new PlannedEdit(spec.op, this.watchPath(spec.path));
    if (spec.to.length > 0) edit.to = this.watchPath(spec.to);
    if (spec.condition.length > 0) edit.condition = this.watchPath(spec.condition);
    edit.json = spec.json;
    edit.min = spec.min;
    edit.max = spec.max;
    edit.capabilities = spec.capabilities;
    const isFound = edit.node >= 0 && edit.to >= 0 == spec.to.length > 0;
    return isFound && edit.condition >= 0 == spec.condition.length > 0 ? edit : null;
  }

  private isModel(node: i32): bool {
    return this.paths.isWithin(node, this.model);
  }

  // True when the configuration says what `node` inside of `outer` is; what is merged into `outer` says so of itself only.
  private sets(node: i32, outer: i32): bool {
    for (let i = 0, count = this.edits.length; i < count; i++) {
      const edit = unchecked(this.edits[i]); // i < count
      const place = edit.isMerged && !this.paths.isWithin(node, edit.node) ? node : outer;
      if (this.paths.isWithin(edit.node, place) || this.paths.isWithin(edit.to, place)) return true;
    }
    return false;
  }

  private editsWithin(outer: i32): bool {
    for (let i = 0, count = this.edits.length; i < count; i++) {
      const edit = unchecked(this.edits[i]); // i < count
      if (this.paths.isWithin(edit.node, outer) || this.paths.isWithin(edit.to, outer)) return true;
    }
    return false;
  }

  private watchPath(path: string): i32 {
    const node = this.paths.add(path);
    this.guard(node);
    return node;
  }

  // What stands around a member decides about it, too.
  private guard(node: i32): void {
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) this.paths.guard(above);
  }
}
