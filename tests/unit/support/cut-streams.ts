// A stream that passes through the gateway must come out the same wherever it is cut.

import { utf8 } from "../../../assembly/text/bytes";
import { BODY, CHAT } from "./chats";
import { Ending, Gateway } from "./gateway";

/** What the client gets of `stream`, an answer with `head`, to a chat: whole, cut at each byte, and in single bytes. */
export function passHowever(gateway: Gateway, head: string, stream: string, ending: Ending = Ending.Last): string {
  const bytes = utf8(stream);
  gateway.send(CHAT, BODY);
  gateway.respond(head);
  const expected = gateway.answerBody(bytes, 0, ending);
  for (let cut = 1; cut < bytes.byteLength; cut++) {
    gateway.send(CHAT, BODY);
    gateway.respond(head);
    const first = gateway.answerBody(bytes.subarray(0, cut), 0, Ending.Break);
    const seen = first + gateway.answerBody(bytes.subarray(cut), 0, ending);
    if (seen != expected) expect(seen).toBe(expected, `cut at ${cut}`);
    gateway.finish();
  }
  gateway.send(CHAT, BODY);
  expect(gateway.answer(head, stream, 1)).toBe(expected, "single bytes");
  return expected;
}
