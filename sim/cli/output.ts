// Where a command's results go: text for people or one JSON object, on standard output or into a
// file. Files are written under a temporary name and then renamed, so that nobody ever finds half
// a file, and what was there before is lost only when the new one is whole.
import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Io } from "./io.ts";
import { Problem, systemCode } from "./problem.ts";

export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #io: Io;

  constructor(io: Io, { json, quiet }: { json: boolean; quiet: boolean }) {
    this.#io = io;
    this.json = json;
    this.quiet = quiet;
  }

  /**
   * Hands over a result: as JSON with `--json`, else as text; into the file where one is named.
   * @param text is only called where text is wanted
   */
  result(object: object, text: () => string, file?: string): void {
    const asked = this.json ? `${JSON.stringify(object)}\n` : undefined;
    if (file !== undefined) {
      writeWholeFile(file, asked ?? text());
      this.note(`written to ${file}\n`);
      return;
    }
    if (asked !== undefined) this.#io.out(asked);
    else if (!this.quiet) this.#io.out(text());
  }

  /** A line for people that is no result: on standard error, so that pipes stay clean. */
  note(text: string): void {
    if (!this.quiet && !this.json) this.#io.err(text);
  }

  /** A line that is overwritten by the next; only where a person watches. */
  progress(text: string): void {
    if (!this.#io.terminal || this.quiet) return;
    // What takes a second line could not be overwritten. Some terminals do not know how wide they are, and say 0.
    const columns = this.#io.columns || Infinity;
    const shown = text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
    this.#io.err(`\r\u001b[K${shown}`);
  }
}

/**
 * Writes a file so that it is there whole or not at all; makes its folder. Links are followed, and
 * a device or a pipe (`-o /dev/stdout`) is written to, not replaced.
 */
export function writeWholeFile(file: string, content: string | Uint8Array): void {
  let temporary: string | undefined;
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (file === "" || stats?.isDirectory()) throw new Problem(directoryProblem(file));
    if (stats !== undefined && !stats.isFile()) return writeFileSync(file, content);
    const target = stats === undefined ? file : realpathSync(file);
    const folder = dirname(target);
    makeFolder(folder);
    temporary = join(folder, `.${basename(target)}.${randomBytes(4).toString("hex")}.part`);
    writeFileSync(temporary, content, { flag: "wx" });
    renameSync(temporary, target);
  } catch (thrown) {
    if (temporary !== undefined) removeQuietly(temporary);
    throw thrown instanceof Problem ? thrown : writeProblem(file, thrown);
  }
}

/** Does something that writes a file in a way of its own. @throws Problem where the machine refuses */
export function whileWriting<Value>(file: string, write: () => Value): Value {
  try {
    return write();
  } catch (thrown) {
    throw writeProblem(file, thrown);
  }
}

/** Cleans up after a failure, whose reason is what counts. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be written cannot be removed either.
  }
}

/**
 * Fails at once where a folder could not be written into in the end, and makes nothing: for what takes long.
 * @throws Problem where part of the path is a file, or may not be written into
 */
export function mustTakeFiles(folder: string): void {
  let place = resolve(folder);
  while (!existsSync(place)) place = dirname(place);
  try {
    if (!statSync(place).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    accessSync(place, constants.W_OK);
  } catch (thrown) {
    throw writeProblem(folder, thrown);
  }
}

/**
 * The same for a file.
 * @param flag by which the user named it
 * @throws Problem where it is a folder, or its folder could not be written into
 */
export function mustTakeFile(file: string, flag: string): void {
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  try {
    if (file === "" || isFolder) throw new Problem(directoryProblem(file));
    mustTakeFiles(dirname(file));
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    const { parts } = thrown;
    const say = (text: string) => text.replace(/(?<![\w-])-o\b/, flag);
    throw new Problem({ ...parts, message: say(parts.message), remedy: say(parts.remedy) });
  }
}

/** Makes a folder and those above it. Node's own way never ends where a folder takes no entries. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (thrown) {
    // Another process may have been faster.
    if (systemCode(thrown) !== "EEXIST") throw thrown;
  }
}

function directoryProblem(file: string) {
  const message = file === "" ? "-o names no file" : "this is a folder";
  return { ...(file !== "" && { file }), message, remedy: "Name a file to write to with -o." };
}

const reasons: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", "Make room or write elsewhere with -o; nothing was changed."],
  EDQUOT: ["your share of the disk is used up", "Make room or write elsewhere with -o."],
  EROFS: ["the disk is read-only", "Write elsewhere with -o."],
  EACCES: ["you may not write here", "Write elsewhere with -o, or change the folder's rights."],
  EPERM: ["you may not write here", "Write elsewhere with -o, or change the folder's rights."],
  ENOENT: ["this folder takes no files", "Write elsewhere with -o."],
  ENOTDIR: ["part of this path is a file", "Name a path whose folders are folders with -o."],
  EEXIST: ["part of this path is a file", "Name a path whose folders are folders with -o."],
  ENAMETOOLONG: ["this name is too long", "Choose a shorter one with -o."],
};

/** The problem behind a failed write; what is not known is a bug and comes back as it is. */
export function writeProblem(file: string, thrown: unknown): unknown {
  const reason = reasons[systemCode(thrown) ?? ""];
  if (reason === undefined) return thrown;
  return new Problem({ file, message: `cannot write: ${reason[0]}`, remedy: reason[1] });
}
