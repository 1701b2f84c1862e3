/** Makes the smallest value that fits a JSON Schema: what a model in JSON mode or a tool call would write. */
import type { Json, JsonObject } from "../request.ts";
import { asArray, asObject } from "../request.ts";

const DEPTH = 8;

/** A value of the schema's type, the same for the same schema; `null` below the eighth level. */
export function sampleOf(schema: JsonObject, name = "value", depth = 0): Json {
  const choices = asArray(schema.enum);
  if (choices.length > 0) return choices[0]!;
  if (depth === DEPTH) return null;
  switch (schema.type) {
    case "string":
      return `some ${name}`;
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "array":
      return [sampleOf(asObject(schema.items), name, depth + 1)];
    case "object":
      return sampleObject(schema, depth);
    default:
      return null;
  }
}

function sampleObject(schema: JsonObject, depth: number): JsonObject {
  const members = Object.entries(asObject(schema.properties));
  return Object.fromEntries(members.map(([key, value]) => [key, sampleOf(asObject(value), key, depth + 1)]));
}
