// What a translator is: a client's protocol on one side, a provider's on the other, bytes in between.

import { JsonDocument } from "../json/document";
import { ByteWriter } from "../json/write";
import { Refusal } from "../protocol/refusal";
import { Bytes } from "../text/bytes";
import { HeaderEdit } from "./header-edit";

/**
 * The translator of one exchange. The gateway calls `request` once, and then, if the request has gone, either `response`
 * or `error` once, or `event` for each event of a stream and `end` once. It keeps nothing of a document but copies.
 */
export abstract class Translator {
  /** Writes the request that the provider is sent to `out`; null, or why it cannot be, and then `out` is void. */
  abstract request(request: JsonDocument, out: ByteWriter): Refusal | null;

  /** The headers that such a request has. */
  get headers(): Array<HeaderEdit> {
    return NO_EDITS;
  }

  /** True when `request` writes the answer, and no provider is asked. */
  get answersItself(): bool {
    return false;
  }

  /** Writes what the client gets for a whole answer (2xx) to `out`; false when it is none of the provider's protocol. */
  abstract response(answer: JsonDocument, out: ByteWriter): bool;

  /**
   * Writes what the client gets for an answer that says it failed, with this HTTP status, to `out`. `answer` is refused
   * (no root) when `text`, the answer as it came, is no JSON.
   */
  abstract error(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void;

  /**
   * Writes the events that the client gets for one event of a stream to `out`, framed as they are sent. `event` is its
   * data, refused (no root) when `data`, the same as bytes, is no JSON, such as `[DONE]`.
   */
  abstract event(event: JsonDocument, data: Bytes, out: ByteWriter): void;

  /** The stream has ended: writes what is missing of the client's, an error if the provider's was not complete. */
  abstract end(out: ByteWriter): void;

  /** The gateway gives the stream up, for this reason: writes the error with which the client's ends. */
  abstract fail(message: string, out: ByteWriter): void;

  /** True when the client's stream is complete: nothing more is written, whatever comes. */
  abstract get isDone(): bool;

  /** How many bytes it holds back of a stream, or keeps to write them again. */
  get held(): i32 {
    return 0;
  }
}

const NO_EDITS: Array<HeaderEdit> = [];
