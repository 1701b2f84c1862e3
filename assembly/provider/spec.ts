// A provider is data: how a row of the table is written.

import { TokenStyle } from "../auth/token-style";
import { findCapabilityByName } from "../protocol/capability";
import { PATH_TABLE } from "../protocol/path-table";
import { startsWith, utf8 } from "../text/bytes";
import { UrlKind } from "./address-spec";
import { BodyEditSpec } from "./body-edit-spec";
import { Condition, ConditionalPath, ConditionalStyle, Later } from "./condition";
import { HeaderRule, HeaderSpec } from "./header-spec";
import { Key, KeyKind } from "./key";
import { RowFacts } from "./row-facts";
import { TaskKinds } from "./task-kinds";

const OPENAI_PREFIX = utf8("openai/");

/** One type of provider. Its methods add to the row and return it. */
@final
export class ProviderRow extends RowFacts {
  constructor(type: string) {
    super(type);
  }

  /** Sets the vendor's host; `{key}` in it is the value of that key. */
  hostedAt(host: string): ProviderRow {
    this.address.host = utf8(host);
    return this;
  }

  /** Serves a capability on this path, which may hold placeholders such as `{file_id}`, `{model}` and names of keys. */
  serves(capability: string, path: string): ProviderRow {
    const index = indexOf(capability);
    if (index >= 0 && index < this.paths.length) unchecked((this.paths[index] = utf8(path)));
    return this;
  }

  /** Serves a capability on this path where `when` holds. */
  servesWhen(when: Condition, capability: string, path: string): ProviderRow {
    const index = indexOf(capability);
    if (index >= 0) this.conditionalPaths.push(new ConditionalPath(when, index, utf8(path)));
    return this;
  }

  /** Serves all of OpenAI's capabilities on OpenAI's paths. */
  servesOpenAi(): ProviderRow {
    for (let i = 0, count = PATH_TABLE.length; i < count; i++) {
      const row = unchecked(PATH_TABLE[i]); // i < count
      const index = row.capability.index;
      if (!startsWith(row.capability.name, OPENAI_PREFIX) || index >= this.paths.length) continue;
      unchecked((this.paths[index] = row.pattern.text));
    }
    return this;
  }

  /** Serves every request on the path it has. */
  open(): ProviderRow {
    this.isOpen = true;
    return this;
  }

  /** Asks for the timeout of the first byte on every request. */
  limitsFirstBytes(): ProviderRow {
    this.limitsEveryFirstByte = true;
    return this;
  }

  /** Makes an edit in the bodies of a capability. */
  edits(capability: string, edit: BodyEditSpec): ProviderRow {
    const known = findCapabilityByName(utf8(capability));
    if (known === null) return this;
    edit.capabilities.push(known.index);
    this.bodyEdits.push(edit);
    return this;
  }

  /** Knows the role `developer` in chats. */
  keepsDeveloperRole(): ProviderRow {
    this.keepsDeveloper = true;
    return this;
  }

  /** Takes `stream_options.include_usage`. */
  takesStreamUsage(): ProviderRow {
    this.reportsStreamUsage = true;
    return this;
  }

  /** Limits an answer's tokens by `max_completion_tokens` in chats. */
  limitsCompletionTokens(): ProviderRow {
    this.traits.tokenLimit = "max_completion_tokens";
    return this;
  }

  /** Takes system messages behind others in chats. */
  readsLateSystem(): ProviderRow {
    this.traits.readsLateSystem = true;
    return this;
  }

  /** Takes an assistant's `reasoning_content` back in chats. */
  readsReasoning(): ProviderRow {
    this.traits.readsReasoning = true;
    return this;
  }

  /** Knows `cache_control` in the parts and tools of chats. */
  readsCacheControl(): ProviderRow {
    this.traits.readsCacheControl = true;
    return this;
  }

  /** Wants to see a token in this style where `when` holds. */
  presentedWhen(when: Condition, tokens: TokenStyle): ProviderRow {
    this.otherTokens = new ConditionalStyle(when, tokens);
    return this;
  }

  /** Is sent a header with the value of one of `keys`, or, if the client has none, with `value`. */
  sendsVersion(name: string, value: string, keys: Array<string>): ProviderRow {
    const header = new HeaderSpec(name, value, HeaderRule.Default, new Condition(""));
    for (let i = 0, count = keys.length; i < count; i++) {
      header.keys.push(unchecked(keys[i])); // i < count
      this.has(new Key(unchecked(keys[i]), KeyKind.Text)); // i < count
    }
    this.headers.push(header);
    return this;
  }

  /** Is sent a header where `when` holds. */
  sendsWhen(when: Condition, name: string, value: string, rule: HeaderRule): ProviderRow {
    this.headers.push(new HeaderSpec(name, value, rule, when));
    return this;
  }

  /** Is sent requests like those of Claude Code where `key` says so, with `parameter`, a name and its value, in their query. */
  imitatesClaudeCode(key: string, parameter: string): ProviderRow {
    this.codeKey = key;
    this.codeParameter = utf8(parameter);
    return this.has(new Key(key, KeyKind.Flag));
  }

  /** States the usage of streams in a choice, from where it is moved to where OpenAI has it. */
  statesUsageInChoices(): ProviderRow {
    this.movesChoiceUsage = true;
    return this;
  }

  /** Answers nobody without a token, which it wants to see in this style. */
  authorizedBy(tokens: TokenStyle): ProviderRow {
    this.tokens = tokens;
    this.needsTokens = true;
    return this;
  }

  /** Wants to see a token in this style, if there is one. */
  presentedAs(tokens: TokenStyle): ProviderRow {
    this.tokens = tokens;
    return this;
  }

  /** Answers nobody without a token, which it wants to see as this parameter of the query. */
  presentedInQuery(parameter: string): ProviderRow {
    this.tokenParameter = utf8(parameter);
    this.needsTokens = true;
    return this;
  }

  /** Needs something that is not done yet, where `when` holds; with `isOriginalServed` not in `protocol: original`. */
  waitsFor(what: string, when: Condition, isOriginalServed: bool = true): ProviderRow {
    this.later.push(new Later(when, what, isOriginalServed));
    return this;
  }

  /** Has tasks of two kinds. */
  hasTasks(tasks: TaskKinds): ProviderRow {
    this.tasks = tasks;
    return this;
  }

  /** Has a key of its own. */
  has(key: Key): ProviderRow {
    this.keys.push(key);
    return this;
  }

  /** Has a key of its own that it cannot do without. */
  requires(key: Key): ProviderRow {
    this.requiredKeys.push(key.name);
    return this.has(key);
  }

  /** Has a key of its own that excludes a context file. */
  hasInsteadOfContext(key: Key): ProviderRow {
    this.keysAgainstContext.push(key.name);
    return this.has(key);
  }

  /** Lets `key` hold a URL; a path with one of these ends is that of every request. */
  customUrl(key: string, directEnds: Array<string>): ProviderRow {
    this.address.setUrlKey(key, directEnds);
    return this.has(new Key(key, KeyKind.Text));
  }

  /** Lets `key` hold a URL whose host counts. */
  customUrlHost(key: string): ProviderRow {
    this.address.setUrlKey(key, []);
    this.address.urlKind = UrlKind.HostOnly;
    return this.has(new Key(key, KeyKind.Text));
  }

  /** Is a resource of Azure's, whose URL `key` holds. */
  atAzure(key: string): ProviderRow {
    this.address.setUrlKey(key, []);
    this.address.urlKind = UrlKind.Azure;
    return this.requires(new Key(key, KeyKind.Text));
  }

  /** Has its host in `key`, without which there is none. */
  needsHost(key: string): ProviderRow {
    this.requiredKeys.push(key);
    return this.customHost(key);
  }

  /** Puts `basePath` before its paths, unless the configuration says otherwise. */
  prependsBasePath(): ProviderRow {
    this.prependsBase = true;
    return this;
  }

  /** Wants a JSON Web Token, signed with the secret of these two keys, unless there are tokens (RFC 7519, HS256). */
  signedWith(accessKey: string, secretKey: string): ProviderRow {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    return this.has(new Key(accessKey, KeyKind.Text).secret()).has(new Key(secretKey, KeyKind.Text).secret());
  }

  /** Lets `key` hold the host. */
  customHost(key: string): ProviderRow {
    this.address.hostKey = key;
    return this.has(new Key(key, KeyKind.Text));
  }
}

function indexOf(capability: string): i32 {
  const known = findCapabilityByName(utf8(capability));
  return known === null ? -1 : known.index;
}
