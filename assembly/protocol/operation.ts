// What a capability does, in OpenTelemetry's words: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/

import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { CAPABILITIES, Capability, findCapabilityByName } from "./capability";
import { PATH_TABLE } from "./path-table";

// By `Capability.index`; no bytes for those without a word.
const OPERATIONS: Array<Bytes> = nameOperations();

/** `gen_ai.operation.name` of a capability; no bytes when the conventions have no name for it. */
export function operationOf(capability: Capability): Bytes {
  const index = capability.index;
  return <u32>index < <u32>OPERATIONS.length ? unchecked(OPERATIONS[index]) : EMPTY;
}

function nameOperations(): Array<Bytes> {
  const operations: Array<Bytes> = [];
  // The table of paths defines the capabilities, so it must be there first.
  if (PATH_TABLE.length == 0) return operations;
  for (let i = 0; i < CAPABILITIES.length; i++) operations.push(EMPTY);
  nameAll(operations, "chat", ["openai/v1/chatcompletions", "openai/v1/responses", "anthropic/v1/messages"]);
  nameAll(operations, "text_completion", ["openai/v1/completions", "anthropic/v1/complete"]);
  nameAll(operations, "embeddings", ["openai/v1/embeddings"]);
  nameAll(operations, "generate_content", ["gemini/v1beta/generatecontent", "gemini/v1beta/streamgeneratecontent"]);
  return operations;
}

function nameAll(operations: Array<Bytes>, operation: string, capabilities: Array<string>): void {
  for (let i = 0; i < capabilities.length; i++) {
    const capability = findCapabilityByName(utf8(unchecked(capabilities[i]))); // i < length
    if (capability !== null && capability.index < operations.length) {
      unchecked((operations[capability.index] = utf8(operation))); // index < length
    }
  }
}
