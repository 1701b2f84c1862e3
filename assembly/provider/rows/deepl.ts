// DeepL: https://developers.deepl.com/api-reference/translate.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";
import { utf8 } from "../../text/bytes";

/** Makes the row of type `deepl`. */
export function deepl(): ProviderRow {
  return new ProviderRow("deepl")
    .hostedAt("api-free.deepl.com")
    .presentedAs(new TokenStyle(utf8("authorization"), utf8("DeepL-Auth-Key ")))
    .requires(new Key("targetLang", KeyKind.Text))
    .waitsFor("a conversion to DeepL's API", new Condition(""))
    .serves("openai/v1/chatcompletions", "/v2/translate");
}
