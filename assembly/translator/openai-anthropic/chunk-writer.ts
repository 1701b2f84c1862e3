// Writes the chunks of one chat's stream: https://platform.openai.com/docs/api-reference/chat/streaming

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { ByteWriter } from "../../json/write";
import { MessageUsage } from "../../protocol/anthropic/usage";
import { Bytes, EMPTY } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { writeIdentity } from "./answer";
import { writeChatUsage } from "./usage";

// One of each for all streams: they hold nothing from one chunk to the next.
const NOTHING = new JsonDocument();
const identity = new ByteWriter();

/** The chunks of one stream, which all say the same of who they are. */
@final
export class ChunkWriter {
  /** How every chunk begins; no bytes before the first one. */
  private head: Bytes = EMPTY;

  constructor(
    private readonly plan: TranslationPlan,
    private readonly includesUsage: bool,
  ) {}

  /** Writes the first chunk, with the role, of the message `node`; nothing if it has been written. */
  begin(event: JsonDocument, node: i32, out: ByteWriter): void {
    if (this.head.byteLength > 0) return;
    identity.clear();
    identity.ascii("data: ");
    const json = new JsonWriter(identity);
    json.openObject();
    writeIdentity(json, event, node, this.plan, "chat.completion.chunk");
    json.key("choices");
    identity.byte(0x5b);
    this.head = identity.view().slice();
    const delta = this.openDelta(out);
    delta.key("role");
    delta.ascii("assistant");
    delta.key("content");
    delta.ascii("");
    this.closeDelta(out);
  }

  /** Writes it for a stream that does not begin with a message. */
  ensureBegun(out: ByteWriter): void {
    this.begin(NOTHING, -1, out);
  }

  /** Opens a chunk with a delta, to which members are to be added. */
  openDelta(out: ByteWriter): JsonWriter {
    out.bytes(this.head);
    out.ascii('{"index":0,"delta":');
    const json = new JsonWriter(out);
    json.openObject();
    return json;
  }

  /** Closes the delta and its chunk. */
  closeDelta(out: ByteWriter): void {
    out.ascii('},"logprobs":null,"finish_reason":null');
    this.closeChoice(out);
  }

  /** Closes the delta; what is written next is the reason why the choice ended. */
  closeDeltaBefore(out: ByteWriter): JsonWriter {
    out.ascii('},"logprobs":null,"finish_reason":');
    return new JsonWriter(out);
  }

  /** Closes the choice and its chunk. */
  closeChoice(out: ByteWriter): void {
    out.ascii(this.includesUsage ? '}],"usage":null}\n\n' : "}]}\n\n");
  }

  /** Writes the chunk that has no choice, and the usage. */
  writeUsage(usage: MessageUsage, out: ByteWriter): void {
    out.bytes(this.head);
    out.ascii('],"usage":');
    writeChatUsage(new JsonWriter(out), usage);
    out.ascii("}\n\n");
  }
}
