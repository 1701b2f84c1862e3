// Which edits of one configuration cannot both hold; what a row asks for gives way instead (see `MemberEdits`).

import { MemberPaths } from "../json/member-paths";
import { CAPABILITIES } from "../protocol/capability";
import { EditOp } from "../provider/body-edit-spec";
import { Bytes, equalBytes } from "../text/bytes";
import { numberOf, PlannedEdit } from "./planned-edit";

/** What is wrong with an edit inside or around another one. */
export const NESTED: string = "another setting is for a member around or inside this one";

/** Why `edit` cannot be made behind `edits`, or "". */
export function findConflict(edit: PlannedEdit, edits: Array<PlannedEdit>, paths: MemberPaths): string {
  if (edit.op == EditOp.Rename && (edit.node == edit.to || areNested(paths, edit.node, edit.to)))
    return "a member cannot take the place of itself or of one around or inside it";
  if (findNesting(edit, edits, paths)) return NESTED;
  for (let i = 0, count = edits.length; i < count; i++) {
    const other = unchecked(edits[i]); // i < count
    if (other.isOfRow || !meet(edit, other)) continue;
    if (contradicts(other, edit)) return "another setting says otherwise about this member";
  }
  return "";
}

/** True when one of `edits` is for a member around or inside one of `edit`'s, in the same bodies. */
export function findNesting(edit: PlannedEdit, edits: Array<PlannedEdit>, paths: MemberPaths): bool {
  for (let i = 0, count = edits.length; i < count; i++) {
    const other = unchecked(edits[i]); // i < count
    if (other.isOfRow || !meet(edit, other)) continue;
    if (touches(paths, edit.node, other) || touches(paths, edit.to, other)) return true;
  }
  return false;
}

// True when some body is edited by both.
function meet(a: PlannedEdit, b: PlannedEdit): bool {
  for (let i = 0, count = CAPABILITIES.length; i < count; i++) {
    const capability = unchecked(CAPABILITIES[i]); // i < count
    if (a.isFor(capability) && b.isFor(capability)) return true;
  }
  return false;
}

function touches(paths: MemberPaths, node: i32, other: PlannedEdit): bool {
  return areNested(paths, node, other.node) || areNested(paths, node, other.to);
}

function areNested(paths: MemberPaths, a: i32, b: i32): bool {
  return a != b && (paths.isWithin(a, b) || paths.isWithin(b, a));
}

// True when `later` undoes `edit`, or finds nothing to do where `edit` has been made. One that has a condition is an
// exception to the other.
function contradicts(edit: PlannedEdit, later: PlannedEdit): bool {
  if (edit.condition >= 0 || later.condition >= 0) return false;
  if (edit.op == EditOp.Rename && later.op == EditOp.Drop && edit.to == later.node) return true;
  if (edit.node != later.node) return false;
  switch (edit.op) {
    case EditOp.Drop:
      return later.op == EditOp.Rename || later.op == EditOp.Force;
    case EditOp.Rename:
      return later.op == EditOp.Drop || (later.op == EditOp.Rename && later.to != edit.to);
    case EditOp.Force:
      if (later.op == EditOp.Force) return !equalBytes(edit.json, later.json);
      return later.op == EditOp.Drop || (later.op == EditOp.Clamp && later.boundOf(edit.json).byteLength > 0);
    case EditOp.Clamp:
      if (later.op == EditOp.Force) return edit.boundOf(later.json).byteLength > 0;
      return later.op == EditOp.Clamp && (isBelow(edit.max, later.min) || isBelow(later.max, edit.min));
    default:
      return false;
  }
}

/** True when both bounds are there and no number is within them. */
export function isBelow(max: Bytes, min: Bytes): bool {
  return max.byteLength > 0 && min.byteLength > 0 && numberOf(max) < numberOf(min);
}
