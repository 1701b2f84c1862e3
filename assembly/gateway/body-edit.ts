// What is done to the JSON body of a request: the model checked and mapped, members set, strict checks made.

import { BodyPlan } from "../config/body-plan";
import { ProviderSettings } from "../config/provider-settings";
import { JsonKind } from "../json/kind";
import { ByteWriter } from "../json/write";
import { Capability, Trait } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { applyEdits } from "./planned-edits";
import {
  badModel,
  hostFailure,
  longMember,
  longModel,
  malformed,
  missingMember,
  missingModel,
  modelNotFound,
  notAnObject,
  repeatedMember,
  severalMessages,
  tooLarge,
} from "./refusals";
import { BodyResult, RequestBody } from "./request-body";

const TRUE = utf8("true");

/** Follows a provider's body plan for one request. */
@final
export class BodyEdit {
  /** Why the request cannot be sent, or null. */
  refusal: Refusal | null = null;
  /** The model that the client named; no bytes when it named none. */
  clientModel: Bytes = EMPTY;
  /** The model that the provider is asked for; no bytes when none is named. */
  model: Bytes = EMPTY;
  /** True when the client asks for a stream. */
  isStream: bool = false;
  /** True when the stream is asked for usage that the client did not ask for. */
  isUsageAdded: bool = false;

  constructor(
    private readonly body: RequestBody,
    private readonly provider: ProviderSettings,
    private readonly capability: Capability,
  ) {}

  /** Judges a body that was read, and plans its changes; false, with a refusal, when it cannot be sent. */
  plan(result: BodyResult): bool {
    if (!this.checkResult(result) || !this.checkMembers()) return false;
    const plan = this.provider.body;
    const scan = this.body.scan;
    const stream = scan.effective(plan.stream);
    this.isStream = stream >= 0 && scan.kind(plan.stream, stream) == JsonKind.True;
    if (!this.readModel(plan) || !this.chooseModel(plan)) return false;
    this.planChanges(plan);
    if (this.body.edits.finish(this.body.splices)) return true;
    return this.refuse(this.body.edits.isTooLong ? longMember() : repeatedMember());
  }

  private checkResult(result: BodyResult): bool {
    switch (result) {
      case BodyResult.Ok:
        break;
      case BodyResult.TooLarge:
        return this.refuse(tooLarge(this.provider.limits.maxRequestBytes));
      case BodyResult.HostFailure:
        return this.refuse(hostFailure());
      default:
        return this.refuse(malformed(this.body.scan, this.provider));
    }
    if (this.body.scan.rootKind == JsonKind.Object) return true;
    return this.refuse(notAnObject());
  }

  private checkMembers(): bool {
    const messages = this.provider.body.messages;
    // A context file goes into one list, and a reader that takes another would not see it.
    if (messages >= 0 && this.capability.has(Trait.Messages) && this.body.scan.count(messages) > 1) {
      return this.refuse(severalMessages());
    }
    if (!this.provider.limits.isStrict) return true;
    const node = this.provider.body.requiredNode(this.capability);
    if (node < 0 || this.body.scan.count(node) > 0) return true;
    return this.refuse(missingMember(this.capability.requiredMember));
  }

  // A model that is no string names none: a mapping or an option may still supply one.
  private readModel(plan: BodyPlan): bool {
    const scan = this.body.scan;
    const last = scan.effective(plan.model);
    if (last < 0 || scan.kind(plan.model, last) != JsonKind.String) return true;
    if (!scan.isCaptured(plan.model, last)) {
      return this.refuse(longModel());
    }
    this.clientModel = scan.text(plan.model, last);
    return true;
  }

  // The client's model is checked against what is allowed; the provider's is the forced one, the default or the mapped one.
  private chooseModel(plan: BodyPlan): bool {
    const allowed = this.provider.limits.models;
    const isNamed = this.clientModel.byteLength > 0;
    if (allowed !== null && isNamed && !allowed.matches(this.clientModel))
      return this.refuse(modelNotFound(this.clientModel));
    if (this.provider.isOriginal) this.model = this.clientModel;
    else if (plan.forcedModel.byteLength > 0) this.model = plan.forcedModel;
    else if (!isNamed && plan.defaultModel.byteLength > 0) this.model = plan.defaultModel;
    else this.model = this.provider.mapping.map(this.clientModel);
    const isNeeded = allowed !== null || (!this.provider.isOriginal && this.capability.has(Trait.ModelRequired));
    if (this.model.byteLength > 0 || !isNeeded) return true;
    return this.refuse(this.body.scan.count(plan.model) > 0 ? badModel() : missingModel());
  }

  private planChanges(plan: BodyPlan): void {
    const edits = this.body.edits;
    edits.unify(plan.stream);
    edits.unify(plan.model);
    // Also where bodies stay as they are: no reader may find another model than the one that was checked.
    if (this.provider.isOriginal) return;
    if (!equalBytes(this.model, this.clientModel)) edits.set(plan.model, quote(this.model));
    if (plan.edits.length > 0 && applyEdits(plan, this.body, this.capability)) {
      this.isStream = equalBytes(edits.valueOf(plan.stream), TRUE);
    }
    if (this.isStream && this.capability.has(Trait.StreamUsage)) this.addUsage(plan);
  }

  private addUsage(plan: BodyPlan): void {
    const node = plan.streamUsage;
    if (node < 0) return;
    const asked = this.body.scan.effective(node);
    const isAsked = asked >= 0 && this.body.scan.kind(node, asked) == JsonKind.True;
    if (isAsked) this.body.edits.unify(node);
    else this.isUsageAdded = this.body.edits.set(node, TRUE);
  }

  private refuse(refusal: Refusal): bool {
    this.refusal = refusal;
    return false;
  }
}

function quote(text: Bytes): Bytes {
  const out = new ByteWriter();
  out.jsonString(text);
  return out.take();
}
