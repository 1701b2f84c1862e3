// Makes the planned edits of one body, each where it applies.

import { BodyPlan } from "../config/body-plan";
import { EMPTY_OBJECT, numberOf, PlannedEdit } from "../config/planned-edit";
import { JsonKind } from "../json/kind";
import { MemberScan } from "../json/member-scan";
import { MemberEdits } from "../json/members-edit";
import { Capability } from "../protocol/capability";
import { EditOp } from "../provider/body-edit-spec";
import { RequestBody } from "./request-body";

const OPEN: u8 = 0x7b;

/** Adds the edits of `plan` for `capability` to those of `body`; true if there was one. */
export function applyEdits(plan: BodyPlan, body: RequestBody, capability: Capability): bool {
  let isEdited = false;
  for (let i = 0, count = plan.edits.length; i < count; i++) {
    const edit = unchecked(plan.edits[i]); // i < count
    if (!edit.isFor(capability) || (edit.condition >= 0 && !says(body.scan, edit.condition))) continue;
    apply(edit, body);
    isEdited = true;
  }
  return isEdited;
}

function apply(edit: PlannedEdit, body: RequestBody): void {
  const edits = body.edits;
  switch (edit.op) {
    case EditOp.Drop:
      edits.remove(edit.node);
      break;
    case EditOp.Rename:
      edits.move(edit.node, edit.to);
      break;
    case EditOp.Default:
      if (edit.isMerged && standsInValue(edit.node, body.scan)) edits.unify(edit.node);
      else edits.fill(edit.node, edit.json);
      break;
    case EditOp.Clamp:
      clamp(edit, edits);
      break;
    default:
      if (edit.isMerged && edit.json === EMPTY_OBJECT && isObject(edit.node, body)) edits.unify(edit.node);
      else edits.set(edit.node, edit.json);
  }
}

function isObject(node: i32, body: RequestBody): bool {
  const value = body.edits.valueOf(node);
  if (value.byteLength > 0) return load<u8>(value.dataStart) == OPEN;
  // One of the client's that was too long to be kept.
  return body.edits.isThere(node) && body.scan.kind(node, body.scan.effective(node)) == JsonKind.Object;
}

function clamp(edit: PlannedEdit, edits: MemberEdits): void {
  if (edits.isLongNumber(edit.node)) edits.isTooLong = true;
  const bound = edit.boundOf(edits.valueOf(edit.node));
  if (bound.byteLength > 0) edits.set(edit.node, bound);
  else edits.unify(edit.node);
}

// True when the client's body has something else than an object around the member.
function standsInValue(node: i32, scan: MemberScan): bool {
  for (let above = scan.paths.parentOf(node); above >= 0; above = scan.paths.parentOf(above)) {
    const index = scan.effective(above);
    if (index >= 0 && scan.kind(above, index) != JsonKind.Object) return true;
  }
  return false;
}

// True when the client's body has the member, and it is neither null, false, 0 nor "".
function says(scan: MemberScan, node: i32): bool {
  const index = scan.effective(node);
  if (index < 0) return false;
  switch (scan.kind(node, index)) {
    case JsonKind.Null:
    case JsonKind.False:
      return false;
    case JsonKind.String:
      return scan.valueEnd(node, index) - scan.valueStart(node, index) > 2;
    case JsonKind.Number:
      return !scan.isCaptured(node, index) || numberOf(scan.raw(node, index)) != 0;
    default:
      return true;
  }
}
