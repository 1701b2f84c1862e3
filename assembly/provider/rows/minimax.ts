// MiniMax, ChatCompletion v2: https://platform.minimaxi.com/document/ChatCompletion%20v2.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `minimax`. */
export function minimax(): ProviderRow {
  return new ProviderRow("minimax")
    .hostedAt("api.minimax.chat")
    .authorizedBy(TokenStyle.BEARER)
    .has(new Key("minimaxApiType", KeyKind.Text).oneOf(["v2", "pro"]))
    .has(new Key("minimaxGroupId", KeyKind.Text))
    .waitsFor("a conversion to ChatCompletion Pro", new Condition("minimaxApiType", "pro"))
    .serves("openai/v1/chatcompletions", "/v1/text/chatcompletion_v2");
}
