// What redaction must do, said a second time: on documents as trees that know how they are spelled, and on parsed values.
import fc from "fast-check";

/** A step of a path. */
export type Step = { name: string } | "any member" | { index: number } | "any element";

/** A path, and whether it begins at any depth. */
export interface Path {
  isDeep: boolean;
  steps: Step[];
}

/** How a path is written in a configuration. */
export function textOfPath(path: Path): string {
  const text = path.steps.map((step) => {
    if (step === "any member") return ".*";
    if (step === "any element") return "[*]";
    return "index" in step ? `[${step.index}]` : `.${step.name.replace(/[.[\]*$\\]/g, "\\$&")}`;
  });
  const joined = text.join("");
  if (path.isDeep) return joined.startsWith(".") ? `**${joined}` : `**.${joined}`;
  return joined.replace(/^\./, "");
}

type Place = string | number;

/** True when the path leads to the value at this place: the names and indices on the way from the root. */
function leadsTo(path: Path, place: readonly Place[]): boolean {
  const extra = place.length - path.steps.length;
  if (extra < 0 || (extra > 0 && !path.isDeep)) return false;
  return path.steps.every((step, i) => {
    const here = place[extra + i]!;
    if (typeof here === "number")
      return step === "any element" || (typeof step === "object" && "index" in step && step.index === here);
    return step === "any member" || (typeof step === "object" && "name" in step && fold(step.name) === fold(here));
  });
}

/** Go's folding of ASCII names; half a surrogate pair means U+FFFD. */
function fold(name: string): string {
  const whole = name.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return whole
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/\u017f/g, "s")
    .replace(/\u212a/g, "k");
}

/** `value`, as JSON.parse gives it, with each value to which a path leads replaced. */
export function redactValue(value: unknown, paths: readonly Path[], place: readonly Place[] = []): unknown {
  if (paths.some((path) => leadsTo(path, place))) return "[redacted]";
  if (Array.isArray(value)) return value.map((element, i) => redactValue(element, paths, [...place, i]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactValue(member, paths, [...place, name])]),
  );
}

/** A document as it is spelled: a scalar's text, or what stands in a container with the spaces around it. */
export type Tree =
  | { kind: "scalar"; text: string }
  | { kind: "array"; space: string; elements: { before: string; value: Tree; after: string }[] }
  | { kind: "object"; space: string; members: Member[] };

interface Member {
  before: string;
  /** With quotes, perhaps with escapes. */
  name: string;
  between: string;
  value: Tree;
  after: string;
}

/** The text of a document, with each value to which a path leads replaced. */
export function spell(tree: Tree, paths: readonly Path[], place: readonly Place[] = []): string {
  if (paths.some((path) => leadsTo(path, place))) return '"[redacted]"';
  if (tree.kind === "scalar") return tree.text;
  if (tree.kind === "array") {
    const texts = tree.elements.map(
      ({ before, value, after }, i) => before + spell(value, paths, [...place, i]) + after,
    );
    return `[${texts.length === 0 ? tree.space : texts.join(",")}]`;
  }
  const texts = tree.members.map(({ before, name, between, value, after }) => {
    const here = [...place, JSON.parse(name) as string];
    return `${before}${name}${between}:${between}${spell(value, paths, here)}${after}`;
  });
  return `{${texts.length === 0 ? tree.space : texts.join(",")}}`;
}

// The first ones often, so that paths meet them.
const NAMES = [
  ...["a", "A", "a", "b", "a", "B", "\\u0041", "b"],
  ...["a", "A", "\\u0061", "b", "B", "c", "\\u0063", "s", "S", "ſ", "\\u017F", "K", "k", "\\u212a", "\u212a"],
  ...["", "sk", "Sk", "ſ\\u212A", "a.b", "[0]", "*", "$", "\\\\", "é", "É", "\\ud83d\\ude00", "\\ud800", "__proto__"],
];
const SCALARS = [
  ...['"Q"', '"Q\\"}],:"', '"\\\\"', '""', '"\\u0051\\ud83d\\ude00"', '"é中😀"', '"[redacted]"'],
  ...["0", "-1.5e+9", "12345678901234567890", "null", "true", "false", `"${"Q ".repeat(40)}"`],
];
const PATH_NAMES = [
  "a",
  "A",
  "a",
  "a",
  "B",
  "b",
  "b",
  "B",
  "c",
  "s",
  "k",
  "SK",
  "a.b",
  "[0]",
  "*",
  "$x",
  "\\",
  "é",
  "😀",
  "\ufffd",
  "__proto__",
];

const space = fc.constantFrom("", "", "", " ", "\n", "\t ", "\r\n");

/** Documents in which paths of `paths` often lead somewhere. */
export const trees: fc.Arbitrary<Tree> = fc.letrec<{ root: Tree; tree: Tree; array: Tree; object: Tree; scalar: Tree }>(
  (tie) => ({
    tree: fc.oneof({ maxDepth: 5, depthSize: "small" }, tie("scalar"), tie("array"), tie("object"), tie("object")),
    root: fc.oneof(
      { weight: 1, arbitrary: tie("scalar") },
      { weight: 9, arbitrary: tie("array") },
      { weight: 20, arbitrary: tie("object") },
    ),
    scalar: fc.record({ kind: fc.constant("scalar" as const), text: fc.constantFrom(...SCALARS) }),
    array: fc.record({
      kind: fc.constant("array" as const),
      space,
      elements: fc.array(fc.record({ before: space, value: tie("tree"), after: space }), { maxLength: 4 }),
    }),
    object: fc.record({
      kind: fc.constant("object" as const),
      space,
      members: fc.array(
        fc.record({
          before: space,
          name: fc.constantFrom(...NAMES.map((name) => `"${name}"`)),
          between: space,
          value: tie("tree"),
          after: space,
        }),
        { maxLength: 5 },
      ),
    }),
  }),
).root;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: fc.constantFrom(...PATH_NAMES) }) },
  { weight: 3, arbitrary: fc.constantFrom("any member" as const, "any element" as const) },
  { weight: 1, arbitrary: fc.record({ index: fc.nat(3) }) },
);

/** A few paths. */
export const paths: fc.Arbitrary<Path[]> = fc.array(
  fc.record({ isDeep: fc.boolean(), steps: fc.array(step, { minLength: 1, maxLength: 3 }) }),
  { minLength: 3, maxLength: 8 },
);
