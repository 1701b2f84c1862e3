// What is done to the JSON body of a request: the model checked and mapped, members set, strict checks made.

import { BodyPlan } from "../config/body-plan";
import { ProviderSettings } from "../config/provider-settings";
import { JsonKind } from "../json/kind";
import { ByteWriter } from "../json/write";
import { Capability, Trait } from "../protocol/capability";
import { Bytes, equalBytes, utf8 } from "../text/bytes";
import { applyEdits } from "./planned-edits";
import {
  hostFailure,
  longMember,
  longModel,
  malformed,
  missingMember,
  notAnObject,
  repeatedMember,
  severalMessages,
  tooLarge,
} from "./refusals";
import { BodyResult, RequestBody } from "./request-body";
import { RequestEdit } from "./request-edit";

const TRUE = utf8("true");

/** Follows a provider's body plan for one request. */
@final
export class BodyEdit extends RequestEdit {
  constructor(
    private readonly body: RequestBody,
    provider: ProviderSettings,
    private readonly capability: Capability,
  ) {
    super(provider);
  }

  /** Judges a body that was read, and plans its changes; false, with a refusal, when it cannot be sent. */
  plan(result: BodyResult): bool {
    if (!this.checkResult(result) || !this.checkMembers()) return false;
    const plan = this.provider.body;
    const scan = this.body.scan;
    const stream = scan.effective(plan.stream);
    this.isStream = stream >= 0 && scan.kind(plan.stream, stream) == JsonKind.True;
    if (!this.readModel(plan) || !this.decideModel(plan)) return false;
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

  private decideModel(plan: BodyPlan): bool {
    const isRequired = !this.provider.isOriginal && this.capability.has(Trait.ModelRequired);
    return this.chooseModel(isRequired, this.body.scan.count(plan.model) > 0);
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
}

function quote(text: Bytes): Bytes {
  const out = new ByteWriter();
  out.jsonString(text);
  return out.take();
}
