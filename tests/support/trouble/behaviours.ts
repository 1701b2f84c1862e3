// What upstreams do in trouble, and what they do when they are well.

import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Behaviour } from "./raw-upstream.ts";

export const GOOD_BODY = '{"id":"good"}';

/** A complete answer. */
export const answerWell: Behaviour = (socket) => {
  socket.write(jsonHead(GOOD_BODY.length) + GOOD_BODY);
};

export function jsonHead(length: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
}

/** The text, nothing else. */
export function answer(text: string): Behaviour {
  return (socket) => void socket.write(text, "latin1");
}

/** The text, then an orderly end of the connection. */
export function answerAndClose(text: string): Behaviour {
  return (socket) => void socket.end(text, "latin1");
}

/** A reset (RST) of the connection, at once. */
export const resetAtOnce: Behaviour = (socket) => void socket.resetAndDestroy();

/** A head that goes on until the other side has enough. */
export const sendEndlessHead: Behaviour = async (socket: Socket) => {
  socket.write("HTTP/1.1 200 OK\r\n");
  for (let i = 0; !socket.destroyed; i++) {
    const room = socket.write(`x-endless-${i}: ${"x".repeat(1_000)}\r\n`);
    // Gives the event loop a turn, in which the end of the connection is noticed.
    await sleep(room ? 0 : 1);
  }
};
