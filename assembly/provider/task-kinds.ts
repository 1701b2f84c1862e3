// A vendor whose tasks are of two kinds, with paths of their own for each: what a client asks for by one path.

import { findCapabilityByName } from "../protocol/capability";
import { TaskIdPrefix } from "../protocol/task-ids";
import { Bytes, utf8 } from "../text/bytes";

/** One kind of task. */
@final
export class TaskKind {
  /** Indices of the capabilities that make one and that ask how it is. */
  readonly create: i32;
  readonly retrieve: i32;
  /** What the ids that clients get begin with, so that a later request says of which kind its task is. */
  readonly prefix: Bytes;
  /** Puts that before the ids in answers. */
  readonly answerEdit: TaskIdPrefix;
  /** The value of the query parameter that says it, too. */
  readonly name: Bytes;

  constructor(create: string, retrieve: string, prefix: string, name: string) {
    this.create = indexOf(create);
    this.retrieve = indexOf(retrieve);
    this.prefix = utf8(prefix);
    this.name = utf8(name);
    this.answerEdit = new TaskIdPrefix(utf8(prefix));
  }
}

/** Both kinds; requests are for the first unless something says otherwise. */
@final
export class TaskKinds {
  /** The query parameter that names a kind; it does not go on. */
  readonly parameter: Bytes;

  constructor(
    readonly first: TaskKind,
    readonly second: TaskKind,
    /** Members that only bodies of the second kind have. */
    readonly members: Array<string>,
    parameter: string,
  ) {
    this.parameter = utf8(parameter);
  }
}

function indexOf(name: string): i32 {
  const capability = findCapabilityByName(utf8(name));
  return capability === null ? -1 : capability.index;
}
