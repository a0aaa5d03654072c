// Writes the type declarations of the published package. The compiler makes them from the sources;
// what the sources call `./x.ts` is `./x.js` to those who have only declarations.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");

/**
 * Writes `index.d.ts`, `protocol/index.d.ts`, `trace/index.d.ts` and what they need into a folder.
 * Throws with the compiler's words where the sources have no types.
 * @returns the files, from the folder
 */
export function writeDeclarations(folder: string): readonly string[] {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const argv = [compiler, "-p", join(root, "tsconfig.types.json"), "--outDir", folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error(`the declarations cannot be made: ${stdout}${stderr}`);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".d.ts"),
  );
  for (const file of files) {
    const path = join(folder, file);
    writeFileSync(path, forReaders(readFileSync(path, "utf8")));
  }
  return files.sort();
}

/** `from "./x.ts"` and `import("./x.ts")` with the ending under which `x.d.ts` is found. */
export function forReaders(declarations: string): string {
  return declarations.replace(/((?:from |import\()"\.{1,2}\/[^"]*)\.ts"/g, '$1.js"');
}
