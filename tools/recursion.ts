// Finds recursion within one source file: a deep enough one ends the VM's stack.

import ts from "typescript";

/** A function that can call itself, and by which way. */
export interface Cycle {
  node: ts.Node;
  path: string;
}

interface Callable {
  node: ts.Node;
  calls: Set<string>;
}

/**
 * Reports each function or method that reaches itself through calls `name(…)`,
 * `this.name(…)` or `Class.name(…)` to functions of the same file. One report
 * per cycle, at the function of it that stands first.
 */
export function findCycles(source: ts.SourceFile): Cycle[] {
  const callables = collect(source);
  const reported = new Set<string>();
  const cycles: Cycle[] = [];
  for (const [name, { node }] of callables) {
    if (reported.has(name)) continue;
    const path = findPath(callables, name);
    if (path === null) continue;
    for (const step of path) reported.add(step);
    cycles.push({ node, path: [...path, name].join(" → ") });
  }
  return cycles;
}

// Names of methods carry their class, so that equal names of two classes stay apart.
function collect(source: ts.SourceFile): Map<string, Callable> {
  const callables = new Map<string, Callable>();
  const visit = (node: ts.Node, owner: string): void => {
    if (ts.isClassDeclaration(node)) owner = `${node.name?.text ?? ""}.`;
    const isCallable = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node);
    if (isCallable && node.name && node.body) {
      const name = (ts.isFunctionDeclaration(node) ? "" : owner) + node.name.getText(source);
      callables.set(name, { node: node.name, calls: callsOf(node.body, owner) });
    }
    ts.forEachChild(node, (child) => visit(child, owner));
  };
  visit(source, "");
  return callables;
}

function callsOf(body: ts.Node, owner: string): Set<string> {
  const calls = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression;
      if (ts.isIdentifier(callee)) calls.add(callee.text);
      if (ts.isPropertyAccessExpression(callee)) {
        if (callee.expression.kind === ts.SyntaxKind.ThisKeyword) calls.add(owner + callee.name.text);
        else if (ts.isIdentifier(callee.expression)) calls.add(`${callee.expression.text}.${callee.name.text}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return calls;
}

// The shortest way from `name` back to itself.
function findPath(callables: Map<string, Callable>, name: string): string[] | null {
  const paths = [[name]];
  const seen = new Set<string>();
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    for (const next of callables.get(path.at(-1)!)?.calls ?? []) {
      if (next === name) return path;
      if (seen.has(next) || !callables.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return null;
}
