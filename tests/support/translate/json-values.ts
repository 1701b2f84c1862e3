// Values of parsed JSON, whatever they are.

/** The members of an object. */
export type Members = Record<string, unknown>;

/** The members of a value; none where it is no object. */
export function membersIn(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

/** The elements of a value, as objects; none where it is no list. */
export function listIn(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(membersIn) : [];
}

/** The value, or "" where it is no text. */
export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a message's content, a string or a list of parts, that are of this type; Mistral's thinking is a list inside a part. */
export function textsIn(content: unknown, type: string): string {
  if (typeof content === "string") return type === "text" ? content : "";
  const parts = listIn(content).filter((part) => part.type === type);
  return parts.map((part) => (Array.isArray(part[type]) ? textsIn(part[type], "text") : textIn(part[type]))).join("");
}
