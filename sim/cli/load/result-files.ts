// Which files of results a word of the command line means: a file, or every report.json of a folder
// and of those below it.
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Problem } from "../problem.ts";

/** More are left out, the last by name. */
const filesMax = 1_000;

/** @throws Problem where there is none */
export function resultFiles(word: string): string[] {
  const stats = statSync(word, { throwIfNoEntry: false });
  if (stats?.isFile() === true) return [word];
  if (stats === undefined) {
    throw new Problem({
      file: word,
      message: "there is no such file",
      remedy: "Name a report.json, a folder with some, or a target such as http://127.0.0.1:8008.",
    });
  }
  const found = readdirSync(word, { recursive: true, encoding: "utf8" })
    .filter((path) => basename(path) === "report.json")
    .sort()
    .slice(0, filesMax);
  if (found.length > 0) return found.map((name) => join(word, name));
  throw new Problem({
    file: word,
    message: "there is no report.json in this folder",
    remedy: "Name a folder that `rashomon load --out DIR` wrote.",
  });
}
