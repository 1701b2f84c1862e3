// What a message of Anthropic's costs: https://docs.anthropic.com/en/api/messages#response-usage

import { JsonDocument } from "../../json/document";
import { utf8 } from "../../text/bytes";
import { countOf } from "../token-count";

const INPUT = utf8("input_tokens");
const OUTPUT = utf8("output_tokens");
const CACHE_READ = utf8("cache_read_input_tokens");
const CACHE_CREATION = utf8("cache_creation_input_tokens");
const OUTPUT_DETAILS = utf8("output_tokens_details");
const THINKING = utf8("thinking_tokens");

/** Counts of tokens, 0 until they are told; input without what came from a cache or was put into one. */
@final
export class MessageUsage {
  input: i64 = 0;
  output: i64 = 0;
  cacheRead: i64 = 0;
  cacheCreation: i64 = 0;
  /** Part of the output; -1: not told. */
  thinking: i64 = -1;

  /** All input, wherever it came from. */
  get prompt(): i64 {
    return this.input + this.cacheRead + this.cacheCreation;
  }

  /** Takes over the counts that the object `node` tells; others stay. */
  read(document: JsonDocument, node: i32): void {
    this.input = countOf(document, document.find(node, INPUT), this.input);
    this.output = countOf(document, document.find(node, OUTPUT), this.output);
    this.cacheRead = countOf(document, document.find(node, CACHE_READ), this.cacheRead);
    this.cacheCreation = countOf(document, document.find(node, CACHE_CREATION), this.cacheCreation);
    const details = document.find(node, OUTPUT_DETAILS);
    this.thinking = countOf(document, document.find(details, THINKING), this.thinking);
  }
}
