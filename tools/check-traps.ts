// The trap rule of the filter's sources: no form that can kill the VM, and with it every stream in it (DESIGN, principle 5).
//
// A line that is safe for a reason the tool cannot see says so: `// no-trap: why`, on
// the line itself or in the comment above it.

import ts from "typescript";
import { isProgram, lineAt, readAssembly, report, type Offence } from "./source-file.ts";
import { findCycles } from "./recursion.ts";

/** What the tool found, and how much it took on trust. */
export interface TrapReport {
  offences: Offence[];
  /** Number of `// no-trap:` comments. */
  excused: number;
  /** Number of `unchecked(…)`, which reads any memory when its index is wrong. */
  unchecked: number;
}

const FORBIDDEN_CALLS = new Map([
  ["assert", "traps when it does not hold"],
  ["abort", "traps"],
  ["unreachable", "traps"],
]);

// By name alone, because the tool knows no types: our own methods have other names.
const FORBIDDEN_METHODS = new Map([
  ["get", "Map#get traps when the key is missing: ask has() first"],
  ["at", "traps when the index is out of range"],
  ["pop", "traps on an empty array"],
  ["shift", "traps on an empty array"],
  ["wrap", "traps when offset or length are out of range"],
  ["set", "TypedArray#set traps when the source does not fit"],
]);

// With this many arguments they are harmless: Uint8Array.wrap(buffer), Map#set(key, value).
const HARMLESS_COUNTS = new Map([
  ["wrap", 1],
  ["set", 2],
]);

/** Reports every form that can trap. */
export function findTraps(sources: ts.SourceFile[]): TrapReport {
  const found: TrapReport = { offences: [], excused: 0, unchecked: 0 };
  const enums = new Set(sources.flatMap(enumNamesOf));
  for (const source of sources) checkSource(source, enums, found);
  return found;
}

function checkSource(source: ts.SourceFile, enums: Set<string>, found: TrapReport): void {
  const excused = excusedLines(source);
  found.excused += excused.count;
  const note = (node: ts.Node, message: string): void => {
    const line = lineAt(source, node.getStart(source));
    if (!excused.lines.has(line)) found.offences.push({ path: source.fileName, line, message });
  };
  const visit = (node: ts.Node, unchecked: boolean): void => {
    const isUnchecked = isCallOf(node, "unchecked");
    if (isUnchecked) found.unchecked++;
    const message = trapOf(node, unchecked, enums);
    if (message !== "") note(node, message);
    ts.forEachChild(node, (child) => visit(child, unchecked || isUnchecked));
  };
  visit(source, false);
  for (const { node, path } of findCycles(source)) note(node, `recursion: ${path}; say what bounds it`);
}

/** Why `node` by itself can trap, or "". */
function trapOf(node: ts.Node, unchecked: boolean, enums: Set<string>): string {
  if (ts.isThrowStatement(node)) return "throw traps";
  if (ts.isNonNullExpression(node)) return "postfix ! traps on null";
  if (ts.isPropertyDeclaration(node) && node.exclamationToken) return "a field with ! traps when it is read too early";
  if (ts.isElementAccessExpression(node) && !unchecked)
    return "an index out of range traps: check it and use unchecked()";
  if (ts.isCallExpression(node)) return trapOfCall(node);
  if (ts.isBinaryExpression(node)) return trapOfDivision(node);
  if ((ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && isClass(node.type, enums)) {
    return `a cast to ${node.type.getText()} traps on null and on other classes`;
  }
  return "";
}

function trapOfCall(call: ts.CallExpression): string {
  const callee = call.expression;
  if (ts.isIdentifier(callee)) {
    const reason = FORBIDDEN_CALLS.get(callee.text);
    return reason === undefined ? "" : `${callee.text}() ${reason}`;
  }
  if (!ts.isPropertyAccessExpression(callee)) return "";
  const name = callee.name.text;
  const reason = FORBIDDEN_METHODS.get(name);
  // A method of the class at hand is ours, whatever its name.
  if (reason === undefined || callee.expression.kind === ts.SyntaxKind.ThisKeyword) return "";
  if (HARMLESS_COUNTS.get(name) === call.arguments.length) return "";
  if (name === "get" && isGuarded(call, callee)) return "";
  // No index.
  if (name === "at" && call.arguments.some(ts.isStringLiteral)) return "";
  return `.${name}(): ${reason}`;
}

// True when the same function asks `has` of the same map for the same key before.
function isGuarded(call: ts.CallExpression, callee: ts.PropertyAccessExpression): boolean {
  const body = ts.findAncestor(call, (node) => ts.isFunctionLike(node));
  const guard = `${callee.expression.getText()}.has(${call.arguments.map((argument) => argument.getText()).join(", ")})`;
  let guarded = false;
  const visit = (node: ts.Node): void => {
    if (node.pos < call.pos && ts.isCallExpression(node) && node.getText() === guard) guarded = true;
    ts.forEachChild(node, visit);
  };
  if (body) visit(body);
  return guarded;
}

function trapOfDivision(node: ts.BinaryExpression): string {
  const operators = [ts.SyntaxKind.SlashToken, ts.SyntaxKind.PercentToken];
  const assignments = [ts.SyntaxKind.SlashEqualsToken, ts.SyntaxKind.PercentEqualsToken];
  if (![...operators, ...assignments].includes(node.operatorToken.kind)) return "";
  const divisor = node.right;
  const isConstant = ts.isNumericLiteral(divisor) ? Number(divisor.text) !== 0 : isConstantName(divisor);
  return isConstant ? "" : "division by a number that may be 0 traps";
}

function isConstantName(node: ts.Node): boolean {
  return ts.isIdentifier(node) && /^[A-Z][A-Z0-9_]*$/.test(node.text);
}

// Numbers have lower-case type names; of type parameters, one letter long, nothing is known.
function isClass(type: ts.TypeNode, enums: Set<string>): boolean {
  if (!ts.isTypeReferenceNode(type)) return false;
  const name = type.typeName.getText();
  return /^[A-Z]./.test(name) && !enums.has(name);
}

function enumNamesOf(source: ts.SourceFile): string[] {
  return source.statements.filter(ts.isEnumDeclaration).map((declaration) => declaration.name.text);
}

function isCallOf(node: ts.Node, name: string): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;
}

/** The lines that a `// no-trap:` comment speaks for: its own, those of the comment it is in, and the next line of code. */
function excusedLines(source: ts.SourceFile): { lines: Set<number>; count: number } {
  const lines = new Set<number>();
  let count = 0;
  const texts = source.text.split("\n");
  texts.forEach((text, index) => {
    if (!/\/\/ no-trap: \S/.test(text)) return;
    count++;
    lines.add(index + 1);
    if (!text.trimStart().startsWith("//")) return;
    let next = index + 1;
    while (texts[next]?.trimStart().startsWith("//")) next++;
    lines.add(next + 1);
  });
  return { lines, count };
}

if (isProgram(import.meta.url)) {
  const sources = readAssembly();
  const { offences, excused, unchecked } = findTraps(sources);
  report(offences, `traps: none in ${sources.length} files; ${excused} lines excused, ${unchecked} unchecked accesses`);
}
