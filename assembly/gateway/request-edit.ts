// What is decided about a request whose body is read, whatever that is made of: above all its model.

import { ProviderSettings } from "../config/provider-settings";
import { Refusal } from "../protocol/refusal";
import { Bytes, EMPTY } from "../text/bytes";
import { badModel, missingModel, modelNotFound } from "./refusals";

/** What the steps after the body need to know of it. */
export class RequestEdit {
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

  constructor(protected readonly provider: ProviderSettings) {}

  /**
   * The client's model is checked against what is allowed; the provider's is the forced one, the default or the mapped
   * one. `isThere`: the body has one, be it empty. False, with a refusal, when the request cannot be sent.
   */
  protected chooseModel(isRequired: bool, isThere: bool): bool {
    const provider = this.provider;
    const plan = provider.body;
    const allowed = provider.limits.models;
    const isNamed = this.clientModel.byteLength > 0;
    if (allowed !== null && isNamed && !allowed.matches(this.clientModel))
      return this.refuse(modelNotFound(this.clientModel));
    if (provider.isOriginal) this.model = this.clientModel;
    else if (plan.forcedModel.byteLength > 0) this.model = plan.forcedModel;
    else if (!isNamed && plan.defaultModel.byteLength > 0) this.model = plan.defaultModel;
    else this.model = provider.mapping.map(this.clientModel);
    const isNeeded = allowed !== null || isRequired;
    if (this.model.byteLength > 0 || !isNeeded) return true;
    return this.refuse(isThere ? badModel() : missingModel());
  }

  /** Notes why the request cannot be sent; false. */
  protected refuse(refusal: Refusal): bool {
    this.refusal = refusal;
    return false;
  }
}
