// Reads `bodyEdits`: what shall be done to members of JSON bodies, in the order of the list.

import { JsonKind } from "../json/kind";
import { Trait } from "../protocol/capability";
import { BodyEditSpec, EditOp } from "../provider/body-edit-spec";
import { BodyPlan } from "./body-plan";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { isBelow } from "./edit-conflicts";
import { BODY_EDIT_KEYS } from "./keys";
import { parseCapability } from "./limits";
import { Problems } from "./problems";

/** The keys that say what an edit does, in the order of `EditOp`. */
export const OPERATIONS: Array<string> = ["drop", "rename", "default", "clamp", "force"];
const MODEL = "model";

/** Adds every element of the list `node` to `body`. */
export function parseBodyEdits(node: ConfigNode, body: BodyPlan, problems: Problems): void {
  const elements = node.children();
  for (let i = 0, count = elements.length; i < count; i++) {
    const element = unchecked(elements[i]); // i < count
    if (element.kind == JsonKind.Object) parseEdit(element, body, problems);
  }
}

function parseEdit(node: ConfigNode, body: BodyPlan, problems: Problems): void {
  const before = problems.errors.length;
  checkObject(node, BODY_EDIT_KEYS, problems);
  const spec = parseOperation(node, problems);
  if (spec === null || problems.errors.length > before) return;
  parseDetails(node, spec, problems);
  if (problems.errors.length > before) return;
  const path = `${node.path}.${unchecked(OPERATIONS[spec.op])}`; // an index of the list
  const isForAll = spec.capabilities.length == 0 && spec.condition.length == 0;
  const error = spec.path == MODEL && isForAll ? setModel(node, spec, body) : body.addEdit(spec);
  if (error.length > 0) problems.error(path, error);
}

function parseOperation(node: ConfigNode, problems: Problems): BodyEditSpec | null {
  let found = -1;
  let number = 0;
  for (let i = 0; i < OPERATIONS.length; i++) {
    if (!node.member(unchecked(OPERATIONS[i])).exists) continue; // i < length
    number++;
    found = i;
  }
  if (number != 1) {
    problems.error(node.path, `expected exactly one of "${OPERATIONS.join('", "')}", found ${number}`);
    return null;
  }
  const path = node.member(unchecked(OPERATIONS[found])); // number is 1, so one was found
  if (path.bytes.byteLength == 0) problems.error(path.path, "expected the path of a member, found nothing");
  return new BodyEditSpec(<EditOp>found, path.text);
}

function parseDetails(node: ConfigNode, spec: BodyEditSpec, problems: Problems): void {
  const isGiven = spec.op == EditOp.Default || spec.op == EditOp.Force;
  const to = takeDetail(node, "to", spec.op == EditOp.Rename, problems);
  const value = takeDetail(node, "value", isGiven, problems);
  const min = takeDetail(node, "min", spec.op == EditOp.Clamp, problems);
  const max = takeDetail(node, "max", spec.op == EditOp.Clamp, problems);
  spec.to = to.text;
  if (spec.op == EditOp.Rename && spec.to.length == 0)
    problems.error(to.path, "expected the path of a member, found nothing");
  if (isGiven && value.kind == JsonKind.None) problems.error(value.path, "expected a value, found nothing");
  spec.json = value.json;
  if (min.exists) spec.min = min.json;
  if (max.exists) spec.max = max.json;
  if (spec.op == EditOp.Clamp && !min.exists && !max.exists)
    problems.error(node.path, 'expected "min" or "max", found neither');
  if (isBelow(spec.max, spec.min)) problems.error(max.path, "expected a number that is not below min");
  spec.condition = node.member("when").text;
  parseCapabilities(node.member("capabilities"), spec, problems);
}

function takeDetail(node: ConfigNode, name: string, isWanted: bool, problems: Problems): ConfigNode {
  const detail = node.member(name);
  if (detail.exists && !isWanted) problems.error(detail.path, "this edit has no such detail");
  return detail;
}

function parseCapabilities(node: ConfigNode, spec: BodyEditSpec, problems: Problems): void {
  const names = node.list();
  if (node.exists && names.length == 0) problems.error(node.path, "expected names of capabilities, found none");
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    const capability = parseCapability(name, name.text, problems);
    if (capability === null) continue;
    if (!capability.has(Trait.Model)) problems.error(name.path, "this capability has no JSON body with a model");
    spec.capabilities.push(capability.index);
  }
}

// The model is kept as what it means, since it may also be part of a path.
function setModel(node: ConfigNode, spec: BodyEditSpec, body: BodyPlan): string {
  const isDefault = spec.op == EditOp.Default;
  if (!isDefault && spec.op != EditOp.Force) return "model can only be given a value, and for all requests";
  const value = node.member("value");
  if (value.kind != JsonKind.String || value.bytes.byteLength == 0) return "expected a model as value";
  return body.setModelOnce(value.bytes, isDefault);
}
