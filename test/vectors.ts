// Finds the folder of rooms with known results, which lies beside the repository and is not part
// of it. Tests that need it run only where it is present.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "..", "shared", "vectors");

/** True where the vectors are present. */
export const haveVectors = existsSync(folder);

/** The path of a file among the vectors, for example `vectorPath("tardis", "simple.json")`. */
export function vectorPath(...parts: string[]): string {
  return join(folder, ...parts);
}

/** The text of a file among the vectors. */
export function vectorText(...parts: string[]): string {
  return readFileSync(vectorPath(...parts), "utf8");
}
