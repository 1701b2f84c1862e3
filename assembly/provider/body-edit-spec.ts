// One edit of a JSON body as data: what rows of providers and the key `bodyEdits` ask for, whatever body comes.

import { Bytes, EMPTY, utf8 } from "../text/bytes";

/** What an edit does with a member. */
export enum EditOp {
  /** Takes the member away. */
  Drop,
  /** Gives the member another name or place; one that is there already stays, and the member goes. */
  Rename,
  /** Gives the member a value if it has none. */
  Default,
  /** Brings a number within bounds. */
  Clamp,
  /** Gives the member a value. */
  Force,
}

/** An edit. Paths are names with dots between them; `\.` is a dot in a name. */
@final
export class BodyEditSpec {
  /** The new path of a member that is renamed. */
  to: string = "";
  /** The value of a member that is given one, as JSON. */
  json: Bytes = EMPTY;
  /** The bounds of a number as JSON; no bytes for none. */
  min: Bytes = EMPTY;
  max: Bytes = EMPTY;
  /** The edit is made only where the client's body has this member, and not as null, false, 0 or ""; "": everywhere. */
  condition: string = "";
  /** Indices of the capabilities that it is for; none: every one whose body names a model. */
  readonly capabilities: Array<i32> = [];

  constructor(
    readonly op: EditOp,
    /** The member that is edited. */
    readonly path: string,
  ) {}

  /** Makes the edit only where the client's body has the member at `path`, not as null, false, 0 or ""; returns this. */
  when(path: string): BodyEditSpec {
    this.condition = path;
    return this;
  }
}

/** Takes the member at `path` away. */
export function drop(path: string): BodyEditSpec {
  return new BodyEditSpec(EditOp.Drop, path);
}

/** Gives the member at `path` the path `to`. */
export function rename(path: string, to: string): BodyEditSpec {
  const spec = new BodyEditSpec(EditOp.Rename, path);
  spec.to = to;
  return spec;
}

/** Gives the member at `path` the value `json` if it has none. */
export function fillIn(path: string, json: string): BodyEditSpec {
  const spec = new BodyEditSpec(EditOp.Default, path);
  spec.json = utf8(json);
  return spec;
}

/** Brings a number at `path` within `min` and `max`, numbers as JSON or "" for no bound. */
export function clamp(path: string, min: string, max: string): BodyEditSpec {
  const spec = new BodyEditSpec(EditOp.Clamp, path);
  spec.min = utf8(min);
  spec.max = utf8(max);
  return spec;
}

/** Gives the member at `path` the value `json`. */
export function force(path: string, json: string): BodyEditSpec {
  const spec = new BodyEditSpec(EditOp.Force, path);
  spec.json = utf8(json);
  return spec;
}
