// Secrets in the configuration: written there, or named as a variable of the VM's environment.

import { Host } from "../host/host";
import { isHeaderValue } from "../http/header-names";
import { trimSpace } from "../text/ascii";
import { Bytes, EMPTY, startsWith, textOf, utf8 } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { Problems } from "./problems";

const ENVIRONMENT = utf8("env:");

/**
 * The secret that `node` holds, or that the variable it names (`env:NAME`)
 * holds, without white space at its ends. No bytes, and an error, when it is
 * empty, not set or cannot stand in a header; no error shows its value.
 */
export function readSecret(node: ConfigNode, host: Host, problems: Problems): Bytes {
  let secret = trimSpace(node.bytes);
  if (startsWith(secret, ENVIRONMENT)) {
    const name = secret.subarray(ENVIRONMENT.byteLength);
    const value = host.environment(name);
    if (value === null || trimSpace(value).byteLength == 0) {
      problems.error(node.path, `the environment variable ${textOf(name)} is not set in this VM`);
      return EMPTY;
    }
    secret = trimSpace(value);
  }
  if (secret.byteLength == 0) {
    problems.error(node.path, "expected a string that is not empty, found an empty one");
  } else if (!isHeaderValue(secret)) {
    problems.error(node.path, "expected a string without line breaks and NUL, found one with them");
    return EMPTY;
  }
  return secret;
}
