// Which program this is, as results name it that are gone on with later or elsewhere: its version, and a digest of
// the sources that decide what a run comes to. So nobody who has changed a rule is shown what the old
// one came to, and no worker mixes in results of other sources, though the version is the same.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { software } from "../run/index.ts";

/** The digest of the sources that a bundle was built from (build.ts); there are none beside it. */
declare const RASHOMON_SOURCES: string | undefined;

const root = join(import.meta.dirname, "..", "..");

/** What may change what a run comes to, or what is found in it; commands and bridges do not. */
const deciding = [
  ...["protocol", "engine", "trace", "server", "check", "import", "run", "compare"].map(
    (name) => `sim/${name}`,
  ),
  ...["scenarios", "test/reference"],
];

let own: string | undefined;

/** @example ownVersion() // "rashomon 0.1.0, sources 4f2a91c07be3" */
export function ownVersion(): string {
  const isBuilt = typeof RASHOMON_SOURCES === "string";
  own ??= `${software}, sources ${isBuilt ? RASHOMON_SOURCES : digestOfSources(root)}`;
  return own;
}

/** A digest of the sources of a checkout: their places and what they say. */
export function digestOfSources(folder: string): string {
  const digest = createHash("sha256");
  for (const part of deciding) {
    const files = readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:ts|json)$/.test(file))
      .map((file) => file.replaceAll("\\", "/"));
    for (const file of files.sort()) {
      const text = readFileSync(join(folder, part, file), "utf8").replaceAll("\r\n", "\n");
      digest.update(`${part}/${file}\0${text.length}\0${text}`);
    }
  }
  return digest.digest("hex").slice(0, 12);
}
