// Holds the beginning of an attempt's answer back until it shows whether it can be used, since the proxy may retry till then.

import { HeaderList } from "../host/header-list";
import { Buffer, Host } from "../host/host";
import { CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE } from "../http/header-names";
import { isEventStream, isIdentity, isJson } from "../http/media-type";
import { Capability } from "../protocol/capability";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { statusOf } from "./answer";
import { AnswerReader } from "./answer-reader";

/** What shows no error within so many bytes is passed on. */
export const MAX_JUDGED_BYTES: u32 = 16 << 10;
const OK: i32 = 200;
const ZERO = utf8("0");

// One for all answers: it holds nothing from one callback to the next.
const window: Bytes = new Uint8Array(MAX_JUDGED_BYTES);

/** What is known of an answer. */
export enum Verdict {
  Unknown,
  Usable,
  /** It says that it failed, or cannot be read. */
  Unusable,
}

/** One answer with the status 200. The verdict does not depend on how its body is cut. */
@final
export class AnswerGate {
  /** The piece that was judged last, valid in its callback; no bytes where not all of it was read. */
  piece: Bytes = EMPTY;
  private seen: u32 = 0;
  private readonly reader: AnswerReader;

  private constructor(private readonly isStream: bool) {
    this.reader = new AnswerReader(isStream, 0, true);
  }

  /** The gate for an answer to `capability` (null: unknown) with this head; null where there is nothing to judge. */
  static of(head: HeaderList, capability: Capability | null): AnswerGate | null {
    if (statusOf(head) != OK || capability === null || !capability.runsModel) return null;
    const type = head.find(CONTENT_TYPE);
    const encoding = head.find(CONTENT_ENCODING);
    if (type === null || (encoding !== null && !isIdentity(encoding))) return null;
    const isStream = isEventStream(type);
    return isStream || isJson(type) ? new AnswerGate(isStream) : null;
  }

  /** Judges an answer that is a head alone: one that says to be empty is no JSON; that to a HEAD says nothing. */
  judgeEmpty(host: Host, head: HeaderList): Verdict {
    const length = head.find(CONTENT_LENGTH);
    return length !== null && equalBytes(length, ZERO) ? this.judge(host, 0, true) : Verdict.Usable;
  }

  /** Looks at the next piece of the body, of `size` bytes; `isEnd`: it is the last. Not to be asked again after a verdict. */
  judge(host: Host, size: u32, isEnd: bool): Verdict {
    const isAll = size <= MAX_JUDGED_BYTES - this.seen;
    const part = window.subarray(0, <i32>min(size, MAX_JUDGED_BYTES - this.seen));
    this.piece = EMPTY;
    // What cannot be read cannot be judged.
    if (part.byteLength > 0 && host.readBody(Buffer.ResponseBody, 0, part) != part.byteLength) return Verdict.Usable;
    if (isAll) this.piece = part;
    this.seen += part.byteLength;
    this.reader.feed(part, isEnd && isAll);
    const verdict = this.isStream ? this.judgeEvent() : this.judgeText(isEnd && isAll);
    return verdict == Verdict.Unknown && (isEnd || !isAll) ? Verdict.Usable : verdict;
  }

  /** Nothing more will be judged. */
  release(): void {
    this.reader.release();
  }

  private judgeEvent(): Verdict {
    const reader = this.reader;
    if (!reader.hasData || reader.isInText) return Verdict.Unknown;
    return reader.facts.isError ? Verdict.Unusable : Verdict.Usable;
  }

  // An object that tells of an error may be an answer all the same, such as a response that has failed: it names its model.
  private judgeText(isWhole: bool): Verdict {
    const reader = this.reader;
    if (reader.isBroken) return Verdict.Unusable;
    const facts = reader.facts;
    return isWhole && facts.isError && !facts.isAnswer ? Verdict.Unusable : Verdict.Unknown;
  }
}
