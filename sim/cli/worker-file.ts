// Where worker threads find their code: the source in a checkout, its bundle in the published
// package, beside the program.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The file of a worker by its name, such as `plan-worker`. */
export function workerFile(name: string): string {
  const source = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return existsSync(source) ? source : fileURLToPath(new URL(`./${name}.js`, bundleFolder()));
}

/** Chunks of the bundle lie in a folder of their own. */
function bundleFolder(): URL {
  const here = new URL(".", import.meta.url);
  return here.pathname.endsWith("/chunks/") ? new URL("..", here) : here;
}

/** Megabytes of young objects a worker may have: runs make many, and most die at once. */
export const workerLimits = { maxYoungGenerationSizeMb: 64 } as const;
