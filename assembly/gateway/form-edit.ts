// What is done to the form of a request: its model checked and mapped, or added.

import { FormReader } from "../codec/multipart";
import { findInvalidUtf8 } from "../json/utf8";
import { ByteWriter } from "../json/write";
import { Bytes, copyOf, EMPTY, equalBytes } from "../text/bytes";
import { unreadableModel } from "./refusals";
import { RequestEdit } from "./request-edit";

/** Decides about the form of one request. */
@final
export class FormEdit extends RequestEdit {
  /** The bytes of the form that become `text`, which is empty when none do. */
  start: u32 = 0;
  end: u32 = 0;
  text: Bytes = EMPTY;

  /** True when some form may have to be changed. */
  get mayChange(): bool {
    return this.provider.changesModels;
  }

  /** True once this form has to be changed. */
  get isChanged(): bool {
    return this.text.byteLength > 0;
  }

  /** `reader` has found the model, which is `value`, or that there is none. False, with a refusal, when the form cannot be sent. */
  decide(reader: FormReader, value: Bytes, boundary: Bytes): bool {
    if (!isOneLine(value)) return this.refuse(unreadableModel());
    this.clientModel = copyOf(value);
    if (!this.chooseModel(false, reader.isFound)) return false;
    if (equalBytes(this.model, this.clientModel)) return true;
    // Parts of the client's name, put together anew, must not become a delimiter.
    if (!isOneLine(this.model)) return this.refuse(unreadableModel());
    this.start = reader.isFound ? reader.valueStart : reader.closeStart;
    this.end = reader.isFound ? reader.valueEnd : reader.closeStart;
    this.text = reader.isFound ? this.model : writePart(boundary, this.model);
    return true;
  }
}

// A whole part, to be put before the dashes of the closing delimiter.
function writePart(boundary: Bytes, model: Bytes): Bytes {
  const part = new ByteWriter();
  part.ascii("--");
  part.bytes(boundary);
  part.ascii('\r\nContent-Disposition: form-data; name="model"\r\n\r\n');
  part.bytes(model);
  part.ascii("\r\n");
  return part.take();
}

function isOneLine(text: Bytes): bool {
  const start = text.dataStart;
  const end = start + <usize>text.byteLength;
  for (let p = start; p < end; p++) {
    if (load<u8>(p) < 0x20) return false;
  }
  return findInvalidUtf8(start, end) == end;
}
