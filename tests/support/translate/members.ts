// The members that an SDK's types have, as paths like `messages[].content[].image_url.detail`.

import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** Deeper members are those of schemas and the like. */
const MAX_DEPTH = 8;

/** One member. */
export interface Member {
  path: string;
  /** The `type` or `role` of each object around it that has one, as the types say it, the outermost first. */
  variants: string[];
}

/** A type: its file in node_modules, its name, and where in a body it stands. */
export interface Place {
  file: string;
  name: string;
  prefix?: string;
}

/** Every member of these types, at every depth. */
export function membersOf(places: Place[]): Member[] {
  const files = [...new Set(places.map(({ file }) => `${ROOT}node_modules/${file}`))];
  const program = ts.createProgram(files, { skipLibCheck: true, target: ts.ScriptTarget.ES2022, strict: true });
  const checker = program.getTypeChecker();
  const found = new Map<string, Member>();
  for (const { file, name, prefix = "" } of places) {
    const source = program.getSourceFile(`${ROOT}node_modules/${file}`);
    const symbol = source && checker.getSymbolAtLocation(source);
    const exported = symbol && checker.getExportsOfModule(symbol).find((one) => one.name === name);
    if (exported === undefined) throw new Error(`${file} has no ${name}`);
    walk(checker, checker.getDeclaredTypeOfSymbol(exported), prefix, [], [], found);
  }
  return [...found.values()];
}

function walk(
  checker: ts.TypeChecker,
  type: ts.Type,
  path: string,
  variants: string[],
  above: ts.Type[],
  found: Map<string, Member>,
): void {
  if (type.isUnion()) {
    for (const one of type.types) walk(checker, one, path, variants, above, found);
    return;
  }
  if (above.includes(type) || above.length > MAX_DEPTH || !isObject(type)) return;
  const element = elementOf(checker, type);
  if (element !== null) return walk(checker, element, `${path}[]`, variants, [...above, type], found);
  if (checker.getIndexInfosOfType(type).length > 0 || type.getCallSignatures().length > 0) return;
  const own = variantOf(checker, type);
  const around = own === "" ? variants : [...variants, own];
  for (const property of type.getProperties()) {
    const inner = path === "" ? property.name : `${path}.${property.name}`;
    found.set([inner, ...around].join(" "), { path: inner, variants: around });
    const declaration = property.valueDeclaration ?? property.declarations?.[0];
    if (declaration === undefined) continue;
    walk(checker, checker.getTypeOfSymbolAtLocation(property, declaration), inner, around, [...above, type], found);
  }
}

function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}

function elementOf(checker: ts.TypeChecker, type: ts.Type): ts.Type | null {
  const isList = checker.isArrayType(type) || checker.isTupleType(type) || type.symbol?.name === "Iterable";
  return isList ? (checker.getTypeArguments(type as ts.TypeReference)[0] ?? null) : null;
}

function variantOf(checker: ts.TypeChecker, type: ts.Type): string {
  for (const name of ["type", "role"]) {
    const property = type.getProperty(name);
    const declaration = property?.valueDeclaration ?? property?.declarations?.[0];
    if (property === undefined || declaration === undefined) continue;
    const literal = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, declaration));
    if (literal.isStringLiteral()) return literal.value;
  }
  return "";
}
