// The script that k6 runs, as one file. k6 could read the sources as they are, but each look at what
// another module exports costs its interpreter a call; in one file it is a variable. Called by the
// driver that runs k6 and by `rashomon load manifest`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Writes the script into a folder, and answers where it is; without a bundler, where its source is. */
export async function writeScript(folder: string): Promise<string> {
  const text = await scriptText().catch(() => undefined);
  if (text === undefined) return scriptPath();
  const path = join(folder, "loadtest.js");
  writeFileSync(path, text);
  return path;
}

/**
 * The script with all that it imports; k6's own modules stay outside. The published package has it as
 * one file already, and no bundler.
 * @throws Error in a checkout whose development dependencies are not installed
 */
export async function scriptText(path = scriptPath()): Promise<string> {
  if (path.endsWith(".js")) return readFileSync(path, "utf8");
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    ...{ entryPoints: [path], bundle: true, write: false, format: "esm", platform: "neutral" },
    ...{ target: "es2022", external: ["k6", "k6/*"], logLevel: "silent" },
  });
  return outputFiles[0].text;
}

/** In a checkout the source, which k6 reads as well; in the published package the one file. */
export function scriptPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [
    join(here, "..", "main.ts"),
    join(here, "loadtest.js"),
    join(here, "..", "loadtest.js"),
  ];
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The k6 script is at none of ${places.join(", ")}.`);
  return found;
}
