// Reads `balancer`: how requests are shared among providers. Envoy shares them; here it is checked, and what of a body is
// to be hashed is kept for the filter that reads bodies (`mode: hash`).

import { JsonKind } from "../json/kind";
import { MemberPaths } from "../json/member-paths";
import { isWord } from "../text/ascii";
import { Bytes, EMPTY } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { BALANCER_KEYS } from "./keys";
import { Problems } from "./problems";

const DASH: i32 = 0x2d;
/** Variables of nginx that APISIX hashes on. */
const VARIABLES: Array<string> = [
  "uri",
  "server_name",
  "server_addr",
  "request_uri",
  "remote_port",
  "remote_addr",
  "query_string",
  "host",
  "hostname",
  "mqtt_client_id",
];
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

/** Reads `balancer`; null where nothing of a body is to be hashed. */
export function parseBalancer(node: ConfigNode, problems: Problems): Affinity | null {
  if (node.kind != JsonKind.Object) return null;
  checkObject(node, BALANCER_KEYS, problems);
  const hashOn = node.member("hashOn");
  const key = node.member("key");
  const prompt = node.member("promptBytes");
  if (prompt.exists && hashOn.text != "body") problems.error(prompt.path, 'only hashOn "body" has this detail');
  if (node.member("algorithm").text != "chash") return null;
  if (!hashOn.exists) problems.error(hashOn.path, "expected what to hash on, since algorithm is chash, found nothing");
  if (hashOn.text == "body") return parseBody(key, prompt, problems);
  if (hashOn.exists && hashOn.text != "consumer") checkKey(hashOn.text, key, problems);
  return null;
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

function checkKey(hashOn: string, key: ConfigNode, problems: Problems): void {
  if (key.text.length == 0) return problems.error(key.path, `hashOn "${hashOn}" needs a key`);
  if (hashOn == "vars" && !isVariable(key.text))
    problems.error(key.path, `expected one of "${VARIABLES.join('", "')}" or "arg_…", found "${key.text}"`);
  if ((hashOn == "header" || hashOn == "cookie") && !isPlainName(key.text, 0))
    problems.error(key.path, `expected letters, digits, "_" and "-", found "${key.text}"`);
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
