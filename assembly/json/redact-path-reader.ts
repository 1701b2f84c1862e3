// Reads the text of a redaction path, such as `messages[*].content`, at configuration.
import { EMPTY, utf8 } from "../text/bytes";
import { RedactStep, StepKind } from "./redact-step";

/** A path has at most this many steps. */
export const MAX_REDACT_STEPS: i32 = 16;

const STAR: i32 = 0x2a;
const DOT: i32 = 0x2e;
const OPEN: i32 = 0x5b;
const BACKSLASH: i32 = 0x5c;
const CLOSE: i32 = 0x5d;
const MAX_INDEX_DIGITS: i32 = 9;

/** What a backslash may stand before. */
const ESCAPABLE: string = ".[]*$\\";

/**
 * Turns one text into steps. Names stand with dots between them, `[3]` and `[*]` behind what they are elements of; `*`
 * is any member; `**.` may open the path. In a name `\` takes its meaning from a dot, bracket, star, dollar or backslash.
 */
@final
export class RedactPathReader {
  /** Why the text is no path, or "". */
  error: string = "";
  /** The steps, in order. */
  readonly steps: Array<RedactStep> = [];
  /** The path began with `**.`. */
  isDeep: bool = false;

  private at: i32 = 0;

  constructor(private readonly text: string) {}

  /** Reads the whole text; call it once. */
  read(): void {
    this.isDeep = this.text.startsWith("**.");
    if (this.isDeep) this.at = 3;
    if (this.peek() != OPEN) this.readMember();
    while (this.error.length == 0 && this.at < this.text.length) {
      const unit = this.peek();
      this.at++;
      if (unit == DOT) this.readMember();
      else if (unit == OPEN) this.readElement();
      else this.fail("expected . or [ behind ]");
    }
  }

  /** Reads a name up to the dot or bracket behind it. */
  private readMember(): void {
    let name = "";
    let hasStar = false;
    const start = this.at;
    for (let unit = this.peek(); unit >= 0 && unit != DOT && unit != OPEN; unit = this.peek()) {
      if (unit == CLOSE) return this.fail("] without [");
      if (unit == BACKSLASH) {
        this.at++;
        if (this.peek() < 0 || !ESCAPABLE.includes(this.text.charAt(this.at))) {
          return this.fail("a backslash stands only before one of " + ESCAPABLE);
        }
      } else if (unit == STAR) {
        hasStar = true;
      }
      name += this.text.charAt(this.at);
      this.at++;
    }
    this.addMember(this.text.substring(start, this.at), name, hasStar);
  }

  private addMember(written: string, name: string, hasStar: bool): void {
    if (name.length == 0) this.fail("a name is missing");
    else if (written == "**") this.fail("** stands only at the beginning, as in **.name");
    else if (hasStar && written != "*") this.fail("* stands for a whole name; a star in a name is \\*");
    else if (this.steps.length == 0 && written == "$") this.fail("a path begins with a name, not with $");
    else this.add(hasStar ? new RedactStep(StepKind.AnyMember) : new RedactStep(StepKind.Member, utf8(name)));
  }

  /** Reads an index or a star, and the bracket behind it. */
  private readElement(): void {
    const start = this.at;
    let index: u32 = 0;
    if (this.peek() == STAR) {
      this.at++;
    } else {
      for (let unit = this.peek(); unit >= 0x30 && unit <= 0x39; unit = this.peek()) {
        if (this.at - start >= MAX_INDEX_DIGITS) return this.fail("the index is too large");
        index = index * 10 + <u32>(unit - 0x30);
        this.at++;
      }
    }
    if (this.at == start || this.peek() != CLOSE) return this.fail("expected [*] or an index as in [3]");
    const isAny = this.text.charCodeAt(start) == STAR;
    this.at++;
    this.add(isAny ? new RedactStep(StepKind.AnyElement) : new RedactStep(StepKind.Element, EMPTY, index));
  }

  private add(step: RedactStep): void {
    if (this.steps.length >= MAX_REDACT_STEPS) this.fail(`more than ${MAX_REDACT_STEPS} steps`);
    else this.steps.push(step);
  }

  /** The code unit at hand, or -1 at the end. */
  private peek(): i32 {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : -1;
  }

  private fail(message: string): void {
    this.error = `${message} (offset ${this.at})`;
  }
}
