// The project's TypeScript files as facts for house rules: what they import, which names they use,
// how long their functions are. Parsed by the compiler, so comments and strings never confuse it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { API } from "typescript/unstable/sync";
import { SyntaxKind, type Node, type SourceFile } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";

/** The repository's folder. */
export const root = join(import.meta.dirname, "..");

/** A module that a file names. */
export interface Import {
  readonly line: number;
  /** Path from the root for files of the project, else as it is written. */
  readonly from: string;
  /** True where nothing but types comes in. */
  readonly typesOnly: boolean;
}

export interface FunctionFact {
  readonly name: string;
  /** True for the callback of `describe`: a list of tests and no function to read. */
  readonly isSuite: boolean;
  readonly line: number;
  readonly lines: number;
}

/** What the rules need to know of a file. */
export interface FileFacts {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Identifiers, `Math.x` as a whole, async, await, and `the type any`, with their lines. */
  readonly names: readonly { readonly name: string; readonly line: number }[];
  readonly functions: readonly FunctionFact[];
}

const folders = ["sim", "scenarios", "loadtest", "viz", "test"];

/** All TypeScript files of the project; those under test/fixtures only on request. */
export function sourcePaths(options: { readonly fixtures?: boolean } = {}): string[] {
  const paths: string[] = [];
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      const path = join(folder, entry);
      if (!path.endsWith(".ts") || path.includes("node_modules")) continue;
      if (path.startsWith("test/fixtures/") && options.fixtures !== true) continue;
      paths.push(path);
    }
  }
  return paths.sort();
}

/** The facts of files, by path. */
export function readFacts(paths: readonly string[]): Map<string, FileFacts> {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, "tsconfig.json")] });
    const [project] = snapshot.getProjects();
    const facts = new Map<string, FileFacts>();
    for (const path of paths) {
      const source = project.program.getSourceFile(join(root, path));
      if (source === undefined) throw new Error(`tsconfig.json does not include ${path}`);
      facts.set(path, factsOf(path, source));
    }
    return facts;
  } finally {
    api.close();
  }
}

function factsOf(path: string, source: SourceFile): FileFacts {
  const text = readFileSync(join(root, path), "utf8");
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const imports: Import[] = [];
  const names: { name: string; line: number }[] = [];
  const functions: FunctionFact[] = [];
  const visit = (node: Node): void => {
    const line = () => lineOf(node.getStart(source));
    const from = importOf(node);
    if (from !== undefined)
      imports.push({ line: line(), ...from, from: fromRoot(path, from.from) });
    const name = nameOf(node);
    if (name !== undefined) names.push({ name, line: line() });
    if (is.isFunctionLikeDeclaration(node)) {
      const lines = lineOf(node.getEnd()) - line() + 1;
      functions.push({ name: functionName(node), isSuite: isSuite(node), line: line(), lines });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return { path, text, lines: text.trimEnd().split("\n").length, imports, names, functions };
}

function importOf(node: Node): Omit<Import, "line"> | undefined {
  if (is.isImportDeclaration(node) && is.isStringLiteral(node.moduleSpecifier)) {
    const clause = node.importClause;
    const elements =
      clause?.namedBindings !== undefined && is.isNamedImports(clause.namedBindings)
        ? clause.namedBindings.elements
        : undefined;
    const allTypes =
      clause?.name === undefined && elements !== undefined && elements.every((e) => e.isTypeOnly);
    const typesOnly = clause?.phaseModifier === SyntaxKind.TypeKeyword || allTypes;
    return { from: node.moduleSpecifier.text, typesOnly };
  }
  if (is.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    if (!is.isStringLiteral(node.moduleSpecifier)) return undefined;
    return { from: node.moduleSpecifier.text, typesOnly: node.isTypeOnly };
  }
  if (is.isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    if (specifier === undefined || !is.isStringLiteral(specifier)) return undefined;
    return { from: specifier.text, typesOnly: false };
  }
  return undefined;
}

function fromRoot(path: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return relative(root, normalize(join(root, dirname(path), specifier)));
}

function nameOf(node: Node): string | undefined {
  switch (node.kind) {
    case SyntaxKind.AsyncKeyword:
      return "async";
    case SyntaxKind.AwaitExpression:
      return "await";
    case SyntaxKind.AnyKeyword:
      return "the type any";
  }
  if (is.isPropertyAccessExpression(node) && is.isIdentifier(node.expression)) {
    return node.expression.text === "Math" ? `Math.${node.name.text}` : undefined;
  }
  return is.isIdentifier(node) ? node.text : undefined;
}

function functionName(node: Node): string {
  const named = node as Node & { readonly name?: Node };
  if (named.name !== undefined && is.isIdentifier(named.name)) return named.name.text;
  const { parent } = node;
  if (is.isVariableDeclaration(parent) && is.isIdentifier(parent.name)) return parent.name.text;
  return "a function without name";
}

/** `describe("…", () => …)`, also `describe.each(…)("…", () => …)`. */
function isSuite({ parent }: Node): boolean {
  if (!is.isCallExpression(parent)) return false;
  let callee: Node = parent.expression;
  while (is.isCallExpression(callee) || is.isPropertyAccessExpression(callee)) {
    callee = callee.expression;
  }
  return is.isIdentifier(callee) && callee.text === "describe";
}
