// Requests that cannot be translated without losing what they say.

import { Refusal } from "../protocol/refusal";

/** A request whose member at `place`, such as `messages[2].content`, cannot be sent, for this reason. */
export function refuseAt(place: string, why: string): Refusal {
  return Refusal.say(400, "untranslatable", `${place}: ${why}`).about(place, "invalid_value");
}

/** A chat without messages. */
export function missingMessages(): Refusal {
  return Refusal.say(400, "missing_messages", "missing messages").about("messages", "missing_required_parameter");
}

/** The place of an element of a list. */
export function placeOf(list: string, index: i32): string {
  return `${list}[${index}]`;
}
