// Anthropic's models, as an OpenAI client lists them.
// https://docs.anthropic.com/en/api/models-list · https://platform.openai.com/docs/api-reference/models

import { JsonDocument } from "../json/document";
import { JsonWriter } from "../json/json-writer";
import { JsonKind } from "../json/kind";
import { ByteWriter } from "../json/write";
import { Refusal } from "../protocol/refusal";
import { parseTime } from "../text/time";
import { Bytes, utf8 } from "../text/bytes";
import { writeChatError } from "./openai-anthropic/error";
import { TranslationPlan } from "./plan";
import { Translator } from "./translator";

const CREATED_AT = utf8("created_at");
const DATA = utf8("data");
const ID = utf8("id");

/** The translator of an answer that is no stream, to a request without a body. */
abstract class ModelsTranslator extends Translator {
  constructor(plan: TranslationPlan) {
    super();
  }

  request(request: JsonDocument, out: ByteWriter): Refusal | null {
    return null;
  }

  error(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void {
    writeChatError(status, answer, text, out);
  }

  event(event: JsonDocument, data: Bytes, out: ByteWriter): void {}

  end(out: ByteWriter): void {}

  fail(message: string, out: ByteWriter): void {}

  get isDone(): bool {
    return false;
  }
}

/** Makes a list of OpenAI's. */
@final
export class ModelListTranslator extends ModelsTranslator {
  response(answer: JsonDocument, out: ByteWriter): bool {
    const models = answer.find(answer.root, DATA);
    if (answer.kind(models) != JsonKind.Array) return false;
    const json = new JsonWriter(out);
    json.openObject();
    json.key("object");
    json.ascii("list");
    json.key("data");
    json.openArray();
    for (let model = answer.firstChild(models); model >= 0; model = answer.nextSibling(model))
      writeModel(json, answer, model);
    json.closeArray();
    json.closeObject();
    return true;
  }
}

/** Makes one model of OpenAI's. */
@final
export class ModelTranslator extends ModelsTranslator {
  response(answer: JsonDocument, out: ByteWriter): bool {
    return writeModel(new JsonWriter(out), answer, answer.root);
  }
}

function writeModel(json: JsonWriter, answer: JsonDocument, model: i32): bool {
  const id = answer.find(model, ID);
  if (answer.kind(id) != JsonKind.String) return false;
  json.openObject();
  json.member("id", answer, id);
  json.key("object");
  json.ascii("model");
  json.key("created");
  json.integer(parseTime(answer.text(answer.find(model, CREATED_AT))));
  json.key("owned_by");
  json.ascii("anthropic");
  json.closeObject();
  return true;
}
