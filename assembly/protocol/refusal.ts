// Why Aisle itself answers a request, and how that reads in the client's dialect.

import { ByteWriter } from "../json/write";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { writeAnthropicError } from "./anthropic/error";
import { Protocol } from "./capability";
import { writeOpenAiError } from "./openai/error";

/** An answer of Aisle's own. */
@final
export class Refusal {
  /** A code that OpenAI's clients know, such as `model_not_found`; no bytes for none. */
  code: Bytes = EMPTY;
  /** The member of the request that is wrong; no bytes for none. */
  param: Bytes = EMPTY;

  constructor(
    /** The HTTP status. */
    readonly status: i32,
    /** The reason in logs and response-code details, `aisle.<reason>`: a few ASCII words with underscores. */
    readonly reason: string,
    /** What is wrong, for a person; UTF-8, may hold bytes of the client's. */
    readonly message: Bytes,
  ) {}

  /** A refusal whose message is Aisle's own text. */
  static say(status: i32, reason: string, message: string): Refusal {
    return new Refusal(status, reason, utf8(message));
  }

  /** Names the wrong member and a code; returns this. */
  about(param: string, code: string): Refusal {
    this.param = utf8(param);
    this.code = utf8(code);
    return this;
  }

  /** The body of the answer, as the clients of `protocol` expect it. */
  write(protocol: Protocol): Bytes {
    const out = new ByteWriter();
    if (protocol == Protocol.Anthropic) writeAnthropicError(out, this.status, this.message);
    else writeOpenAiError(out, this.status, this.message, this.param, this.code);
    return out.take();
  }
}
