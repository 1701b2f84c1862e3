// Adds up what the parts of a prompt cost.
// https://docs.anthropic.com/en/docs/build-with-claude/token-counting

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { IMAGE_TOKENS, imageTokens } from "../../protocol/image-tokens";
import { TokenMeter } from "../../protocol/token-estimate";
import { utf8 } from "../../text/bytes";

const BASE64 = utf8("base64");
const CONTENT = utf8("content");
const DATA = utf8("data");
const DESCRIPTION = utf8("description");
const DOCUMENT = utf8("document");
const FORMAT = utf8("format");
const IMAGE = utf8("image");
const INPUT = utf8("input");
const INPUT_SCHEMA = utf8("input_schema");
const MESSAGES = utf8("messages");
const NAME = utf8("name");
const OUTPUT_CONFIG = utf8("output_config");
const OUTPUT_FORMAT = utf8("output_format");
const REDACTED = utf8("redacted_thinking");
const SCHEMA = utf8("schema");
const SOURCE = utf8("source");
const SYSTEM = utf8("system");
const TEXT = utf8("text");
const THINKING = utf8("thinking");
const TITLE = utf8("title");
const TOOLS = utf8("tools");
const TOOL_USE = utf8("tool_use");
const TYPE = utf8("type");

// What stands around the parts of a prompt.
const PER_PROMPT: i64 = 3;
const PER_MESSAGE: i64 = 4;
const PER_CALL: i64 = 6;
const PER_TOOL: i64 = 8;
// A vendor tells its model how tools are called.
const ANY_TOOLS: i64 = 50;
// Anthropic says 1,500 to 3,000 tokens for a page; so many characters of base64 are one, about, and no more pages are read.
const PER_PAGE: i64 = 2000;
const PAGE_SIZE: i32 = 64 << 10;
const MAX_PAGES: i32 = 600;

/** One prompt: texts, calls, tools, images by their size, PDF files by theirs. Thinking is not sent again, and costs nothing. */
@final
export class PromptEstimate {
  private readonly meter: TokenMeter = new TokenMeter();
  /** Lists of blocks that are still to be read. */
  private readonly lists: Array<i32> = [];

  /** The tokens. */
  get tokens(): i64 {
    return this.meter.tokens;
  }

  /** Reads a request for a message. */
  read(document: JsonDocument): void {
    const root = document.root;
    this.meter.add(PER_PROMPT);
    const system = document.find(root, SYSTEM);
    if (document.firstChild(system) >= 0 || document.text(system).byteLength > 0) this.readMessage(document, system);
    const messages = document.find(root, MESSAGES);
    for (let turn = document.firstChild(messages); turn >= 0; turn = document.nextSibling(turn)) {
      this.readMessage(document, document.find(turn, CONTENT));
    }
    this.readTools(document, document.find(root, TOOLS));
    this.readFormat(document, document.find(root, OUTPUT_FORMAT));
    this.readFormat(document, document.find(document.find(root, OUTPUT_CONFIG), FORMAT));
  }

  private readMessage(document: JsonDocument, content: i32): void {
    const lists = this.lists;
    this.meter.add(PER_MESSAGE);
    lists.length = 0;
    this.readContent(document, content);
    // Results of tools and documents have lists of their own.
    for (let i = 0; i < lists.length; i++) {
      const list = unchecked(lists[i]); // i < length
      for (let block = document.firstChild(list); block >= 0; block = document.nextSibling(block)) {
        this.readBlock(document, block);
      }
    }
  }

  private readContent(document: JsonDocument, content: i32): void {
    if (document.kind(content) == JsonKind.Array) this.lists.push(content);
    else this.meter.read(document.text(content));
  }

  private readBlock(document: JsonDocument, block: i32): void {
    const type = document.find(block, TYPE);
    if (document.means(type, THINKING) || document.means(type, REDACTED)) return;
    if (document.means(type, IMAGE)) return this.readImage(document, document.find(block, SOURCE));
    if (document.means(type, DOCUMENT)) this.readDocument(document, document.find(block, SOURCE));
    if (document.means(type, TOOL_USE)) this.readCall(document, block);
    this.meter.read(document.text(document.find(block, TITLE)));
    this.meter.read(document.text(document.find(block, TEXT)));
    const content = document.find(block, CONTENT);
    if (content < 0) return;
    this.meter.add(PER_MESSAGE);
    this.readContent(document, content);
  }

  private readCall(document: JsonDocument, block: i32): void {
    this.meter.add(PER_CALL);
    this.meter.read(document.text(document.find(block, NAME)));
    this.meter.read(document.raw(document.find(block, INPUT)));
  }

  private readImage(document: JsonDocument, source: i32): void {
    const isHere = document.means(document.find(source, TYPE), BASE64);
    this.meter.add(isHere ? imageTokens(document.text(document.find(source, DATA))) : IMAGE_TOKENS);
  }

  private readDocument(document: JsonDocument, source: i32): void {
    const data = document.find(source, DATA);
    if (document.means(document.find(source, TYPE), TEXT)) return this.meter.read(document.text(data));
    const content = document.find(source, CONTENT);
    if (content >= 0) return this.readContent(document, content);
    const pages = max(1, min((document.end(data) - document.start(data)) / PAGE_SIZE, MAX_PAGES));
    this.meter.add(<i64>pages * PER_PAGE);
  }

  // Models are told the schema of what they are to write.
  private readFormat(document: JsonDocument, format: i32): void {
    const schema = document.find(format, SCHEMA);
    if (document.kind(schema) != JsonKind.Object) return;
    this.meter.add(PER_TOOL);
    this.meter.read(document.raw(schema));
  }

  private readTools(document: JsonDocument, tools: i32): void {
    if (document.firstChild(tools) >= 0) this.meter.add(ANY_TOOLS);
    for (let tool = document.firstChild(tools); tool >= 0; tool = document.nextSibling(tool)) {
      this.meter.add(PER_TOOL);
      this.meter.read(document.text(document.find(tool, NAME)));
      this.meter.read(document.text(document.find(tool, DESCRIPTION)));
      this.meter.read(document.raw(document.find(tool, INPUT_SCHEMA)));
    }
  }
}
