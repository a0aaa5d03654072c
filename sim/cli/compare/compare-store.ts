// What a long comparison has come to, in a file of one JSON line a range, so that it can be stopped at
// any time and gone on with. A line that was only half written when the process ended does not
// count; its range is compared again.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { PortionResult } from "../../compare/index.ts";
import type { SeedRange } from "../../run/index.ts";
import type { CompareOrder } from "./compare-range.ts";
import { makeFolder, writeProblem } from "../output.ts";
import { ownVersion } from "../own-version.ts";
import { Problem, systemCode } from "../problem.ts";

const format = "rashomon-compare/1";

/** A range with what came of it. */
export interface StoredRange {
  readonly range: SeedRange;
  readonly result: PortionResult;
}

export class CompareStore {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Opens a file, or begins it; answers what is in it as well.
   * @throws Problem where the file holds another comparison, or none
   */
  static open(file: string, order: CompareOrder): { store: CompareStore; done: StoredRange[] } {
    const head = JSON.stringify({ format, software: ownVersion(), ...order });
    const store = new CompareStore(file);
    const text = readOrBegin(file);
    if (text === undefined) {
      store.#append(head);
      return { store, done: [] };
    }
    const lines = text.split("\n");
    if (lines[0] !== head) throw otherProblem(file, lines[0]);
    // What follows the last line break was cut off.
    if (lines.at(-1) !== "") store.#append("");
    return { store, done: lines.slice(1).flatMap(readLine) };
  }

  add(stored: StoredRange): void {
    this.#append(JSON.stringify(stored));
  }

  #append(line: string): void {
    try {
      appendFileSync(this.#file, `${line}\n`);
    } catch (thrown) {
      throw writeProblem(this.#file, thrown);
    }
  }
}

/** The file's text; undefined where there is none yet, but its folder is there now. */
function readOrBegin(file: string): string | undefined {
  try {
    if (existsSync(file)) return readFileSync(file, "utf8");
    makeFolder(dirname(file));
    return undefined;
  } catch (thrown) {
    if (systemCode(thrown) !== "EISDIR") throw writeProblem(file, thrown);
    const remedy = "Name a file in it with --resume.";
    throw new Problem({ file, message: "this is a folder", remedy });
  }
}

function readLine(line: string): StoredRange[] {
  try {
    const { range, result } = JSON.parse(line) as Partial<StoredRange>;
    return range === undefined || result === undefined ? [] : [{ range, result }];
  } catch {
    return [];
  }
}

function otherProblem(file: string, head: string): Problem {
  const isOurs = head.startsWith(`{"format":"rashomon-compare/`);
  return new Problem({
    file,
    message: isOurs
      ? "this file holds another comparison: its seed, versions, programs or software differ"
      : "this is no file of a comparison",
    remedy: "It was left as it is. Name another file with --resume, or move it away.",
  });
}
