// What the table says of one type of provider.

import { TokenStyle } from "../auth/token-style";
import { CAPABILITIES } from "../protocol/capability";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { ProviderTraits } from "../translator/provider-traits";
import { AddressSpec } from "./address-spec";
import { BodyEditSpec } from "./body-edit-spec";
import { ConditionalPath, ConditionalStyle, Later } from "./condition";
import { HeaderSpec } from "./header-spec";
import { Key } from "./key";
import { TaskKinds } from "./task-kinds";

/** The facts of a row; `ProviderRow` has the methods by which rows state them. */
export class RowFacts {
  /** Where it is. */
  readonly address: AddressSpec = new AddressSpec();
  /** Path of each capability, by `Capability.index`; no bytes for those it does not serve. */
  readonly paths: Array<Bytes> = [];
  /** Paths that a key of the configuration changes. */
  readonly conditionalPaths: Array<ConditionalPath> = [];
  /** True when every request is served on the path it has. */
  isOpen: bool = false;
  /** True when a timeout for the first byte is asked for on every request, not on streams only. */
  limitsEveryFirstByte: bool = false;
  /** True when it is known to take `stream_options.include_usage`. */
  reportsStreamUsage: bool = false;
  /** True when its streams state their usage in a choice. */
  movesChoiceUsage: bool = false;
  /** What it reads that others of its protocol do not. */
  readonly traits: ProviderTraits = new ProviderTraits();
  /** True when it knows the role `developer`; for others it becomes `system`. */
  keepsDeveloper: bool = false;
  /** What is done to JSON bodies for it, before what the configuration asks for. */
  readonly bodyEdits: Array<BodyEditSpec> = [];
  /** How it wants to see a token. */
  tokens: TokenStyle = TokenStyle.BEARER;
  /** How it wants to see one where a key of the configuration says so; null: as ever. */
  otherTokens: ConditionalStyle | null = null;
  /** Headers that its requests have, besides a token. */
  readonly headers: Array<HeaderSpec> = [];
  /** The key that makes requests look like those of Claude Code, or "", and the parameter that their query has then. */
  codeKey: string = "";
  codeParameter: Bytes = EMPTY;
  /** The query parameter that the token is sent as; no bytes: it is sent as a header. */
  tokenParameter: Bytes = EMPTY;
  /** True when it answers nobody without a token. */
  needsTokens: bool = false;
  /** The keys whose secret signs a token for it, or "". */
  accessKey: string = "";
  secretKey: string = "";
  /** True when `basePath` is put before paths unless the configuration says otherwise. */
  prependsBase: bool = false;
  /** The kinds of its tasks; null: it has none, or all are alike. */
  tasks: TaskKinds | null = null;
  /** What is not done for it yet. */
  readonly later: Array<Later> = [];
  /** Keys that only this type has. */
  readonly keys: Array<Key> = [];
  /** Keys that it cannot do without. */
  readonly requiredKeys: Array<string> = [];
  /** Keys that exclude `context`. */
  readonly keysAgainstContext: Array<string> = [];

  /** The name in `type`, as bytes. */
  readonly name: Bytes;

  constructor(
    /** The name in `type`. */
    readonly type: string,
  ) {
    this.name = utf8(type);
    for (let i = 0, count = CAPABILITIES.length; i < count; i++) this.paths.push(EMPTY);
  }
}
