/** POST /v1/audio/speech, transcriptions, translations (https://platform.openai.com/docs/api-reference/audio). */
import type { Answer } from "../answer.ts";
import { ApiError, bytesAnswer, jsonAnswer } from "../answer.ts";
import type { FakeRequest } from "../request.ts";
import { requireMember, requireModel } from "../request.ts";

/** A WAV file of 100 samples of silence, whatever format was asked for. */
export function speak(request: FakeRequest): Answer {
  requireMember(request.json(), "input");
  return bytesAnswer(silence(100), "audio/wav");
}

/** Hears the file's name and size, so that a test can see that the bytes arrived. */
export async function transcribe(request: FakeRequest): Promise<Answer> {
  const form = await request.form();
  const file = form.get("file");
  if (!(file instanceof File))
    throw new ApiError(400, "Missing required parameter: 'file'.", "invalid_request_error", "file");
  requireModel(String(form.get("model") ?? ""));
  const text = `The fake LLM heard ${file.name}, ${file.size} bytes.`;
  return form.get("response_format") === "text"
    ? bytesAnswer(Buffer.from(`${text}\n`), "text/plain")
    : jsonAnswer({ text });
}

/** A RIFF/WAVE file, 8 kHz, mono, 8 bit. */
function silence(samples: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}
