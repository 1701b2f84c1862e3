// Reads `balancer`: how requests are shared among providers, by this filter (`mode: listener`) or by Envoy; what of a body
// is to be hashed is for the filter that reads bodies (`mode: hash`), too.

import { lowerName } from "../http/header-names";
import { JsonKind } from "../json/kind";
import { MemberPaths } from "../json/member-paths";
import { isWord } from "../text/ascii";
import { Bytes, EMPTY } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { HashPart, HashSource, partOf, VARIABLES, variablesIn } from "./hash-part";
import { BALANCER_KEYS } from "./keys";
import { Problems } from "./problems";

const DASH: i32 = 0x2d;
const ARGUMENT = "arg_";

// Where a prompt is, whatever is asked for.
const PROMPTS: Array<string> = ["messages", "prompt", "input"];

/** What of a body says where it goes: a member, or how its prompt begins. */
@final
export class Affinity {
  /** The members of which the first that is there counts. */
  readonly paths: MemberPaths = new MemberPaths();

  constructor(
    /** A member of the body; no bytes: its prompt. */
    member: Bytes,
    /** How many of the prompt's first bytes count; 0: all of the member. */
    readonly promptBytes: u32,
  ) {
    if (member.byteLength > 0) this.paths.addName(-1, member);
    else for (let i = 0; i < PROMPTS.length; i++) this.paths.add(unchecked(PROMPTS[i])); // i < length
  }
}

/** How requests are shared. */
@final
export class Balancer {
  /** True for a hash ring; false: in turn, by weight. */
  hasRing: bool = false;
  /** What is hashed outside of the body, in this order; with `affinity` nothing. */
  readonly parts: Array<HashPart> = [];
  /** What of the body is hashed; null: nothing. */
  affinity: Affinity | null = null;
}

/**
 * Reads `balancer`. With an error requests are shared in turn. `lacksConsumer`: nothing says where the consumer of a
 * request stands, so that none can be hashed.
 */
export function parseBalancer(node: ConfigNode, problems: Problems, lacksConsumer: bool = false): Balancer {
  const balancer = new Balancer();
  if (node.kind != JsonKind.Object) return balancer;
  const before = problems.errors.length;
  checkObject(node, BALANCER_KEYS, problems);
  const hashOn = node.member("hashOn");
  const prompt = node.member("promptBytes");
  if (prompt.exists && hashOn.text != "body") problems.error(prompt.path, 'only hashOn "body" has this detail');
  if (node.member("algorithm").text != "chash") return balancer;
  if (!hashOn.exists) problems.error(hashOn.path, "expected what to hash on, since algorithm is chash, found nothing");
  else if (hashOn.text == "body") balancer.affinity = parseBody(node.member("key"), prompt, problems);
  else if (hashOn.text != "consumer") parseKey(hashOn.text, node.member("key"), balancer.parts, problems);
  else if (lacksConsumer)
    problems.error(hashOn.path, 'hashOn "consumer" needs the key consumer, which says where one is named');
  else balancer.parts.push(new HashPart(HashSource.Consumer));
  balancer.hasRing = problems.errors.length == before;
  return balancer;
}

function parseBody(key: ConfigNode, prompt: ConfigNode, problems: Problems): Affinity | null {
  if (key.exists == prompt.exists) {
    problems.error(key.path, 'hashOn "body" needs either key or promptBytes');
    return null;
  }
  if (key.exists && key.bytes.byteLength == 0) problems.error(key.path, "expected the name of a member, found nothing");
  if (prompt.exists && prompt.count == 0) problems.error(prompt.path, "expected a number from 1, found 0");
  return new Affinity(key.exists ? key.bytes : EMPTY, prompt.count);
}

function parseKey(hashOn: string, key: ConfigNode, parts: Array<HashPart>, problems: Problems): void {
  if (key.text.length == 0) return problems.error(key.path, `hashOn "${hashOn}" needs a key`);
  if (hashOn == "vars") return parseVariable(key, parts, problems);
  if (hashOn == "vars_combinations") return parseTemplate(key, parts, problems);
  if (hashOn != "header" && hashOn != "cookie") return; // noted by the check of choices
  if (!isPlainName(key.text, 0)) problems.error(key.path, `expected letters, digits, "_" and "-", found "${key.text}"`);
  else if (hashOn == "cookie") parts.push(new HashPart(HashSource.Cookie, key.bytes));
  else parts.push(new HashPart(HashSource.Header, lowerName(key.bytes)));
}

function parseVariable(key: ConfigNode, parts: Array<HashPart>, problems: Problems): void {
  const part = isVariable(key.text) ? partOf(key.text) : null;
  if (part !== null) parts.push(part);
  else problems.error(key.path, `expected one of "${VARIABLES.join('", "')}" or "arg_…", found "${key.text}"`);
}

// What stands between the variables is the same for every request.
function parseTemplate(key: ConfigNode, parts: Array<HashPart>, problems: Problems): void {
  const names = variablesIn(key.text);
  if (names.length == 0) problems.error(key.path, `expected variables such as $uri, found "${key.text}"`);
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    const part = partOf(name);
    if (part !== null) parts.push(part);
    else problems.error(key.path, `no variable is called "${name}"`);
  }
}

function isVariable(text: string): bool {
  if (VARIABLES.includes(text)) return true;
  return text.startsWith(ARGUMENT) && text.length > ARGUMENT.length && isPlainName(text, ARGUMENT.length);
}

function isPlainName(text: string, start: i32): bool {
  for (let i = start; i < text.length; i++) {
    const point = text.charCodeAt(i);
    if (!isWord(point) && point != DASH) return false;
  }
  return true;
}
