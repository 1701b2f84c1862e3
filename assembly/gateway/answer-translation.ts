// An exchange that changes its protocol, between its request and its answer.

import { Translation } from "../translator/translation";
import { Translator } from "../translator/translator";

/** What the answer will be translated by. */
@final
export class AnswerTranslation {
  constructor(
    readonly way: Translation,
    /** It has written the request, and knows what the answer must be like. */
    readonly translator: Translator,
  ) {}
}
