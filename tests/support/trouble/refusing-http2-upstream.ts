// An HTTP/2 server that answers every request with GOAWAY "I processed no stream" (RFC 9113, section 6.8), which node:http2 cannot send.

import { createServer, type Server, type Socket } from "node:net";

const PREFACE_BYTES = 24;
const FRAME_HEAD_BYTES = 9;
const END_STREAM = 1;
const FRAME = { DATA: 0, HEADERS: 1, SETTINGS: 4, GOAWAY: 7 };

/** Starts it on a port of its own, on 127.0.0.1; `refused` counts its requests. */
export async function startRefusingHttp2Upstream(): Promise<{ server: Server; refused: () => number }> {
  let refused = 0;
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.write(frame(FRAME.SETTINGS, Buffer.alloc(0)));
    serve(socket, () => {
      refused++;
      // Last stream 0, error code 0 (NO_ERROR).
      socket.write(frame(FRAME.GOAWAY, Buffer.alloc(8)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, refused: () => refused };
}

function serve(socket: Socket, onRequest: () => void): void {
  let pending = Buffer.alloc(0);
  let isGreeted = false;
  socket.on("data", (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    if (!isGreeted && pending.length >= PREFACE_BYTES) {
      pending = pending.subarray(PREFACE_BYTES);
      isGreeted = true;
    }
    while (isGreeted && pending.length >= FRAME_HEAD_BYTES) {
      const end = FRAME_HEAD_BYTES + pending.readUIntBE(0, 3);
      if (pending.length < end) return;
      const [type, flags] = [pending[3], pending[4]];
      pending = pending.subarray(end);
      if ((type === FRAME.DATA || type === FRAME.HEADERS) && (flags & END_STREAM) !== 0) onRequest();
    }
  });
}

function frame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  return Buffer.concat([head, payload]);
}
