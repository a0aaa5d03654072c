// Circles of files that import each other. Where values go round, it depends on who is loaded first
// what a file finds. Types are gone when a file runs, but where they go round nobody can read one file
// alone all the same; so they may only where a whole hands itself to its parts.
import type { FileFacts } from "./source-tree.ts";

/**
 * Files that reach each other over imports, a list for each circle.
 * @example circlesAmong([a, b]) // [["sim/a.ts", "sim/b.ts"]] where each imports the other
 */
export function circlesAmong(files: readonly FileFacts[]): string[][] {
  const imported = new Map<string, string[]>();
  for (const { path, imports } of files) {
    imported.set(
      path,
      imports.map(({ from }) => from),
    );
  }
  const left = new Set(imported.keys());
  const circles: string[][] = [];
  for (const path of imported.keys()) {
    if (!left.has(path)) continue;
    const reached = reachedFrom(path, imported);
    if (!reached.has(path)) continue;
    const circle = [...reached].filter((other) => reachedFrom(other, imported).has(path));
    for (const other of circle) left.delete(other);
    circles.push(circle.sort());
  }
  return circles;
}

/** What a file imports, directly or not; the file itself only over a circle. */
function reachedFrom(path: string, imported: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...(imported.get(path) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next) || !imported.has(next)) continue;
    reached.add(next);
    open.push(...(imported.get(next) ?? []));
  }
  return reached;
}
