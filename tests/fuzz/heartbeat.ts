// How the thread that plays tells the one that watches which input it is at. V8 has no fuel: only another thread sees an endless loop.

import { deserialize, serialize } from "node:v8";

/** The input that is being played, with its target and the seed of its batch. */
export interface Beat {
  target: string;
  seed: number;
  input: unknown;
}

const WORDS = 2;
const COUNT = 0;
const SIZE = 1;
const CAPACITY = 4 << 20;

/** A place in memory that both threads see. */
export class Heartbeat {
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(WORDS * 4 + CAPACITY)) {
    this.words = new Int32Array(memory, 0, WORDS);
    this.bytes = new Uint8Array(memory, WORDS * 4);
  }

  /** Notes what is played next. An input over 4 MiB is noted without its bytes. */
  beat(beat: Beat): void {
    const whole = serialize(beat);
    const kept = whole.length <= CAPACITY ? whole : serialize({ ...beat, input: null });
    this.bytes.set(kept);
    Atomics.store(this.words, SIZE, kept.length);
    Atomics.add(this.words, COUNT, 1);
  }

  /** How often {@link beat} was called. */
  get count(): number {
    return Atomics.load(this.words, COUNT);
  }

  /** What is being played; null before the first. */
  read(): Beat | null {
    const size = Atomics.load(this.words, SIZE);
    return size === 0 ? null : (deserialize(Buffer.from(this.bytes.slice(0, size))) as Beat);
  }
}
