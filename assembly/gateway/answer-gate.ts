// Holds the beginning of an attempt's answer back until it shows whether it can be used, since the proxy may retry till then.

import { HeaderList } from "../host/header-list";
import { Buffer, Host } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE } from "../http/header-names";
import { isEventStream, isIdentity, isJson } from "../http/media-type";
import { Capability, Trait } from "../protocol/capability";
import { statusOf } from "./answer";
import { AnswerReader } from "./answer-reader";

/** What shows no error within so many bytes is passed on. */
export const MAX_JUDGED_BYTES: u32 = 16 << 10;
const OK: i32 = 200;

// One for all answers: it holds nothing from one callback to the next.
const window: Uint8Array = new Uint8Array(MAX_JUDGED_BYTES);

/** What is known of an answer. */
export enum Verdict {
  Unknown,
  Usable,
  /** It says that it failed, or cannot be read. */
  Unusable,
}

/** One answer with the status 200. */
@final
export class AnswerGate {
  private constructor(private readonly isStream: bool) {}

  /** The gate for an answer to `capability` (null: unknown) with this head; null where there is nothing to judge. */
  static of(head: HeaderList, capability: Capability | null): AnswerGate | null {
    if (statusOf(head) != OK || capability === null || !capability.has(Trait.Model)) return null;
    const type = head.find(CONTENT_TYPE);
    const encoding = head.find(CONTENT_ENCODING);
    if (type === null || (encoding !== null && !isIdentity(encoding))) return null;
    const isStream = isEventStream(type);
    return isStream || isJson(type) ? new AnswerGate(isStream) : null;
  }

  /**
   * Looks at the `size` bytes that are held; `isEnd`: they are the whole body. The verdict does not depend on how the
   * body was cut: of a text it comes with the end, of a stream with its first event.
   */
  judge(host: Host, size: u32, isEnd: bool): Verdict {
    const isLast = isEnd || size >= MAX_JUDGED_BYTES;
    if (!this.isStream && !isLast) return Verdict.Unknown;
    const part = window.subarray(0, <i32>min(size, MAX_JUDGED_BYTES));
    // What cannot be read cannot be judged.
    if (part.byteLength > 0 && host.readBody(Buffer.ResponseBody, 0, part) != part.byteLength) return Verdict.Usable;
    const isWhole = isEnd && <u32>part.byteLength == size;
    const reader = new AnswerReader(this.isStream, 0, true);
    reader.feed(part, isWhole);
    const verdict = this.isStream ? judgeEvent(reader) : judgeText(reader, isWhole);
    reader.release();
    return verdict == Verdict.Unknown && isLast ? Verdict.Usable : verdict;
  }
}

function judgeEvent(reader: AnswerReader): Verdict {
  if (!reader.hasData || reader.isInText) return Verdict.Unknown;
  return reader.facts.isError ? Verdict.Unusable : Verdict.Usable;
}

// An object that tells of an error may be an answer all the same, such as a response that has failed: it names its model.
function judgeText(reader: AnswerReader, isWhole: bool): Verdict {
  if (reader.isBroken) return Verdict.Unusable;
  const facts = reader.facts;
  return isWhole && facts.isError && facts.model.byteLength == 0 ? Verdict.Unusable : Verdict.Unknown;
}
