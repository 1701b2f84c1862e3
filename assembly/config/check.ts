// Checks an object of the configuration against its table of keys.

import { hasUserInfo } from "../http/uri";
import { JsonKind } from "../json/kind";
import { findKey, Key, KeyKind } from "../provider/key";
import { Bytes, equalBytes, textOf, utf8 } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { findNearest, Problems } from "./problems";
import { isSpelling } from "./spelling";

/**
 * Notes a problem for each member of `node` that has a value of another kind or is there in two spellings (an error), or
 * that is unknown: a warning, but an error for a misspelt vital key.
 */
export function checkObject(node: ConfigNode, keys: Array<Key>, problems: Problems): void {
  checkMembers(node, keys, false, problems);
}

/** Like `checkObject`, but an unknown member is an error; of what is no object nothing is noted. */
export function checkClosed(node: ConfigNode, keys: Array<Key>, problems: Problems): void {
  if (node.kind == JsonKind.Object) checkMembers(node, keys, true, problems);
}

function checkMembers(node: ConfigNode, keys: Array<Key>, isClosed: bool, problems: Problems): void {
  const members = node.children();
  for (let i = 0, count = members.length; i < count; i++) {
    const member = unchecked(members[i]); // i < count
    const key = findSpelt(keys, member.name);
    if (key === null) noteUnknown(member, keys, isClosed, problems);
    else if (!checkSpelling(node, member, key, problems)) continue;
    else if (member.exists) checkValue(member, key, problems);
  }
}

/** Notes an error for each of `keys` that `node` has with a value of another kind, or in two spellings. */
export function checkKeys(node: ConfigNode, keys: Array<Key>, problems: Problems): void {
  for (let i = 0, count = keys.length; i < count; i++) {
    const key = unchecked(keys[i]); // i < count
    const value = node.member(key.name);
    if (value.exists) checkValue(value, key, problems);
  }
  const members = node.children();
  for (let i = 0, count = members.length; i < count; i++) {
    const member = unchecked(members[i]); // i < count
    const key = findSpelt(keys, member.name);
    if (key !== null) checkSpelling(node, member, key, problems);
  }
}

/** Notes an error, which shows no part of it, if a user name or a password stands before the host of `authority`. */
export function checkUserInfo(node: ConfigNode, authority: Bytes, problems: Problems): void {
  if (hasUserInfo(authority)) problems.error(node.path, "expected a host without a user name or a password");
}

/** True when a member of `node` is no key of `keys`, but looks like a vital one. */
export function misspellsVital(node: ConfigNode, keys: Array<Key>): bool {
  const members = node.children();
  for (let i = 0, count = members.length; i < count; i++) {
    const member = unchecked(members[i]); // i < count
    const nearest = findSpelt(keys, member.name) === null ? findNearestKey(member, keys) : null;
    if (nearest !== null && nearest.isVital) return true;
  }
  return false;
}

// The key that `name` is a spelling of, or null.
function findSpelt(keys: Array<Key>, name: Bytes): Key | null {
  const key = findKey(keys, name);
  if (key !== null) return key;
  const spelling = textOf(name);
  for (let i = 0, count = keys.length; i < count; i++) {
    const other = unchecked(keys[i]); // i < count
    if (isSpelling(spelling, other.name)) return other;
  }
  return null;
}

// False, and an error, when the same key stands in `node` in another spelling, which is the one that is read.
function checkSpelling(node: ConfigNode, member: ConfigNode, key: Key, problems: Problems): bool {
  if (equalBytes(key.bytes, member.name)) return true;
  const read = textOf(node.member(key.name).name);
  if (read == textOf(member.name)) return true;
  problems.error(member.path, `the same key as "${read}", which is there, too`);
  return false;
}

function noteUnknown(member: ConfigNode, keys: Array<Key>, isClosed: bool, problems: Problems): void {
  const nearest = findNearestKey(member, keys);
  if (nearest === null) {
    if (isClosed) return problems.error(member.path, `unknown key, expected ${describeChoices(namesOf(keys))}`);
    return problems.warn(member.path, "unknown key, ignored");
  }
  const text = `unknown key, did you mean "${nearest.name}"?`;
  if (isClosed || nearest.isVital) problems.error(member.path, text);
  else problems.warn(member.path, text);
}

function findNearestKey(member: ConfigNode, keys: Array<Key>): Key | null {
  return findKey(keys, utf8(findNearest(textOf(member.name), namesOf(keys))));
}

function namesOf(keys: Array<Key>): Array<string> {
  const names: Array<string> = [];
  for (let i = 0, count = keys.length; i < count; i++) names.push(unchecked(keys[i]).name); // i < count
  return names;
}

function checkValue(value: ConfigNode, key: Key, problems: Problems): void {
  if (!isOfKind(value, key.kind) || !isWithin(value, key)) {
    problems.error(value.path, `expected ${describeKey(key)}, found ${describeFound(value, key)}`);
  } else if (key.choices.length > 0 && !key.choices.includes(value.text)) {
    problems.error(value.path, `expected ${describeChoices(key.choices)}, found "${value.text}"`);
  } else if (key.kind == KeyKind.TextMap || key.kind == KeyKind.Texts || key.kind == KeyKind.Objects) {
    checkElements(value, key, problems);
  } else if (key.kind == KeyKind.Counts) {
    checkCounts(value, key, problems);
  }
}

function isOfKind(value: ConfigNode, kind: KeyKind): bool {
  switch (kind) {
    case KeyKind.Text:
      return value.isScalar;
    case KeyKind.Flag:
      return value.isFlag;
    case KeyKind.Count:
      return value.isCount;
    case KeyKind.Integer:
      return value.isInteger;
    case KeyKind.Fraction:
      return value.isFraction;
    case KeyKind.Number:
      return value.kind == JsonKind.Number;
    case KeyKind.Texts:
      return value.kind == JsonKind.Array || value.isScalar;
    case KeyKind.Counts:
      return value.kind == JsonKind.Array || value.isCount;
    case KeyKind.Objects:
      return value.kind == JsonKind.Array;
    case KeyKind.Any:
      return true;
    default:
      return value.kind == JsonKind.Object;
  }
}

function isWithin(value: ConfigNode, key: Key): bool {
  if (key.kind != KeyKind.Count && key.kind != KeyKind.Integer) return true;
  return isBetween(value, key);
}

function isBetween(value: ConfigNode, key: Key): bool {
  const number = value.integer;
  return number >= key.min && number <= key.max;
}

function checkElements(value: ConfigNode, key: Key, problems: Problems): void {
  const elements = value.children();
  for (let i = 0, count = elements.length; i < count; i++) {
    const element = unchecked(elements[i]); // i < count
    const isRight = key.kind == KeyKind.Objects ? element.kind == JsonKind.Object : element.isScalar;
    const expected = key.kind == KeyKind.Objects ? "an object" : "a string";
    if (!isRight) problems.error(element.path, `expected ${expected}, found ${element.kindName}`);
  }
}

function checkCounts(value: ConfigNode, key: Key, problems: Problems): void {
  const elements = value.list();
  const known: Array<string> = [];
  if (elements.length == 0) problems.error(value.path, "expected a list of whole numbers, found an empty one");
  for (let i = 0, count = elements.length; i < count; i++) {
    const element = unchecked(elements[i]); // i < count
    if (!element.isCount || !isBetween(element, key))
      problems.error(element.path, `expected ${describeKey(key)}, found ${describeFound(element, key)}`);
    else if (known.includes(element.text)) problems.error(element.path, `${element.text} is in the list already`);
    known.push(element.text);
  }
}

function describeKey(key: Key): string {
  if (key.max != i64.MAX_VALUE) return `a whole number from ${key.min} to ${key.max}`;
  return key.min != i64.MIN_VALUE ? `a whole number, ${key.min} or more` : describeKind(key.kind);
}

function describeKind(kind: KeyKind): string {
  switch (kind) {
    case KeyKind.Text:
      return "a string";
    case KeyKind.Flag:
      return "true or false";
    case KeyKind.Count:
      return "a whole number, 0 or more";
    case KeyKind.Integer:
      return "a whole number";
    case KeyKind.Fraction:
      return "a number from 0 to 1";
    case KeyKind.Number:
      return "a number";
    case KeyKind.Texts:
      return "a list of strings";
    case KeyKind.Counts:
      return "a list of whole numbers";
    case KeyKind.Objects:
      return "a list of objects";
    default:
      return "an object";
  }
}

function describeFound(value: ConfigNode, key: Key): string {
  if (key.isSecret || !value.isScalar) return value.kindName;
  return `${value.kindName} (${value.text})`;
}

function describeChoices(choices: Array<string>): string {
  return choices.length == 1 ? `"${unchecked(choices[0])}"` : `one of "${choices.join('", "')}"`; // length 1: index 0 exists
}
