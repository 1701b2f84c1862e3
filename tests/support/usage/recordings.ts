// All recorded answers and streams of the fixtures, as a provider would send them.

import { readdirSync, readFileSync } from "node:fs";
import { frameEvents, readFramedData, readJson, type Framing } from "./framing.ts";
import { expectMembers, valuesAt, type AnswerMembers } from "./oracle.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);

/** An answer as a provider sends it, and what the record must say of it. */
export interface Recording {
  name: string;
  isStream: boolean;
  status: number;
  body: Buffer;
  /** How the upstream ends it, if not with the body: its connection breaks behind these bytes, or trailers come. */
  end?: "break" | "trailers";
  /** What it says: one document if it is whole, one for each event of a stream; undefined where an event is no JSON. */
  documents: unknown[];
  expected: AnswerMembers;
}

/** Every recorded stream; those that were recorded without framing get one. */
export function recordedStreams(): Recording[] {
  const framed = fixtureFiles((file) => file.endsWith(".sse")).map((file) => {
    const body = readFixture(file);
    return recording(file, readFramedData(body.toString()), body);
  });
  const bare = fixtureFiles((file) => file.endsWith(".chunks.txt")).map((file) => {
    const lines = readFixture(file).toString().split("\n");
    return recording(
      file,
      lines.filter((line) => line.trim() !== ""),
    );
  });
  return [...framed, ...bare];
}

/** The same stream with its events framed in another way. */
export function reframe(stream: Recording, framing: Partial<Framing>): Recording {
  return { ...stream, body: frameEvents(readFramedData(stream.body.toString()), framing) };
}

/**
 * The first `size` bytes of a stream or answer, which ends there, or breaks off. The record says what came whole; where the
 * connection breaks, an event is whole once the blank line behind it has come.
 */
export function cutShort(sent: Recording, size: number, breaks: boolean): Recording {
  const body = sent.body.subarray(0, size);
  const whole = breaks && sent.isStream ? body.subarray(0, body.lastIndexOf("\n\n") + 2) : body;
  const documents = (sent.isStream ? readFramedData(whole.toString()) : [whole.toString()]).map(readJson);
  const expected = expectMembers(documents, sent.status, sent.isStream);
  if (breaks) expected["error.type"] ??= "incomplete";
  return {
    ...sent,
    name: `${sent.name}, ${size} bytes of it,`,
    body,
    documents,
    expected,
    ...(breaks ? { end: "break" } : {}),
  };
}

/** Every recorded whole answer. */
export function recordedAnswers(): Recording[] {
  const isAnswer = (file: string) =>
    file.startsWith("openai-cassettes/") ? file.endsWith(".answer.json") : file.endsWith(".json");
  return fixtureFiles(isAnswer).map((file) => wholeAnswer(file, readFixture(file)));
}

/** A whole answer; one that tells an error has a status that does. */
export function wholeAnswer(name: string, body: Buffer): Recording {
  const documents = [readJson(body.toString())];
  const isError = valuesAt(documents[0], "error").some((error) => error !== null);
  const status = isError ? 400 : 200;
  return { name, isStream: false, status, body, documents, expected: expectMembers(documents, status, false) };
}

/** A stream of events with these data. */
export function recording(name: string, data: string[], body = frameEvents(data)): Recording {
  const documents = data.map(readJson);
  return { name, isStream: true, status: 200, body, documents, expected: expectMembers(documents, 200, true) };
}

function readFixture(file: string): Buffer {
  return readFileSync(new URL(file, FIXTURES));
}

function fixtureFiles(isWanted: (file: string) => boolean): string[] {
  const folders = ["recorded", "recorded-answers", "openai-cassettes"];
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(folder, FIXTURES), { recursive: true }).map((file) => `${folder}/${String(file)}`),
  );
  return files.filter(isWanted).sort();
}
