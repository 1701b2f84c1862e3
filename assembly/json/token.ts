// Where a token ended: what the lexers hand back besides their verdict.
import { JsonKind } from "./kind";

/** The result of a lexer; one object per scanner, written anew for each token. */
export class Token {
  /**
   * After `JsonError.None` the first byte after the token; after an error the
   * offending byte; after `Unfinished` a place from which the token may go on.
   */
  end: usize = 0;
  /** A string that holds at least one backslash; lexers only ever set it. */
  escaped: bool = false;
  /** What a scalar without quotes is. */
  kind: JsonKind = JsonKind.None;
}
