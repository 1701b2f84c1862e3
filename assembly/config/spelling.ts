// Other spellings of our keys: snake_case, and APISIX' names: https://apisix.apache.org/docs/apisix/plugins/ai-proxy-multi/

// Our key and what APISIX calls it, in pairs. Its `model` stands somewhere else than ours: `parseOptions` reads it.
const APISIX_NAMES: Array<string> = [
  "providers",
  "instances",
  "id",
  "name",
  "type",
  "provider",
  "maxRequestBytes",
  "max_req_body_size",
];

/** APISIX' name of a key; "" when it has none of its own. */
export function apisixName(name: string): string {
  for (let i = 0; i + 1 < APISIX_NAMES.length; i += 2) {
    if (unchecked(APISIX_NAMES[i]) == name) return unchecked(APISIX_NAMES[i + 1]); // i + 1 < length
  }
  return "";
}

/** `name` in snake_case; "" for a name that is the same in it. */
export function snakeName(name: string): string {
  let snake = "";
  let start = 0;
  for (let i = 1; i < name.length; i++) {
    if (!isUpper(name, i) || (isUpper(name, i - 1) && !isLower(name, i + 1))) continue;
    snake += name.substring(start, i).toLowerCase() + "_";
    start = i;
  }
  return start == 0 ? "" : snake + name.substring(start).toLowerCase();
}

/** True when `spelling` is another way to write the key `name`. */
export function isSpelling(spelling: string, name: string): bool {
  if (spelling.length == 0) return false;
  return apisixName(name) == spelling || (spelling.indexOf("_") > 0 && snakeName(name) == spelling);
}

function isUpper(text: string, at: i32): bool {
  const code = text.charCodeAt(at); // -1 behind the end
  return code >= 0x41 && code <= 0x5a;
}

function isLower(text: string, at: i32): bool {
  const code = text.charCodeAt(at); // -1 behind the end
  return code >= 0x61 && code <= 0x7a;
}
