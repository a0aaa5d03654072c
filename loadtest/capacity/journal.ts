// A search on disk: one file, a head and then a line for each probe, written through to the disk
// before the next probe begins. Whatever kills the process, at most the probe under way is lost; a
// torn last line is cut off and the search goes on.
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { ProbeRecord } from "./probe-record.ts";
import type { SearchPlan } from "./search.ts";

export const journalFormat = "rashomon-capacity-1";

/** The head of a journal: everything that must be the same when a search is taken up again. */
export interface JournalHead {
  readonly format: typeof journalFormat;
  readonly plan: SearchPlan;
  /** Thresholds in normal form. */
  readonly slos: readonly string[];
  /** What is loaded and how, in the prober's own words; compared as text. */
  readonly subject: Readonly<Record<string, string | number>>;
}

/** What is wrong with a journal; `line` counts from 1. */
export class JournalProblem extends Error {
  readonly line: number;
  readonly remedy: string;

  constructor(message: string, { line, remedy }: { line: number; remedy: string }) {
    super(message);
    this.name = "JournalProblem";
    this.line = line;
    this.remedy = remedy;
  }
}

export class Journal {
  readonly head: JournalHead;
  /** True where it was begun now, and goes on with nothing. */
  readonly isNew: boolean;
  readonly #records: ProbeRecord[];
  readonly #fd: number;

  private constructor(head: JournalHead, records: ProbeRecord[], fd: number, isNew = false) {
    this.head = head;
    this.isNew = isNew;
    this.#records = records;
    this.#fd = fd;
  }

  get records(): readonly ProbeRecord[] {
    return this.#records;
  }

  /**
   * Opens a search's journal, a new one or one that was broken off.
   * @throws JournalProblem where the file holds another search, or none
   */
  static open(file: string, head: JournalHead): Journal {
    if (!existsSync(file)) return Journal.#begin(file, head);
    const { head: found, records, wholeBytes } = readJournal(file);
    if (found === undefined) return Journal.#begin(file, head);
    const different = firstDifference(found, head);
    // Of a search that was stopped before its first probe nothing can be gone on with.
    if (different !== undefined && records.length === 0) return Journal.#begin(file, head);
    if (different !== undefined) {
      const remedy =
        "Give the options of then, another folder with --out, or --anew to start again.";
      throw new JournalProblem(`${file}: this search had ${different}`, { line: 1, remedy });
    }
    const fd = openSync(file, "r+");
    ftruncateSync(fd, wholeBytes);
    return new Journal(head, records, openedForMore(fd, file));
  }

  static #begin(file: string, head: JournalHead): Journal {
    mkdirSync(dirname(file), { recursive: true });
    const journal = new Journal(head, [], openSync(file, "w"), true);
    journal.#write(head);
    return journal;
  }

  /** Keeps a probe; one that the disk does not take is known to this process all the same. */
  add(record: ProbeRecord): void {
    this.#records.push(record);
    this.#write(record);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(line: object): void {
    writeSync(this.#fd, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#fd);
  }
}

function openedForMore(fd: number, file: string): number {
  closeSync(fd);
  return openSync(file, "a");
}

/**
 * Reads a journal.
 * @returns its head, undefined where not even that is whole; records; bytes of all whole lines
 * @throws JournalProblem where a whole line is none of ours
 */
export function readJournal(file: string): {
  head: JournalHead | undefined;
  records: ProbeRecord[];
  wholeBytes: number;
} {
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").slice(0, -1);
  const values = lines.map((line, n) => parsed(line, n + 1));
  const [head, ...records] = values;
  if (head !== undefined && (head as Partial<JournalHead>).format !== journalFormat) {
    const remedy = "Give another folder with --out.";
    throw new JournalProblem("this is no journal of a capacity search", { line: 1, remedy });
  }
  return {
    head: head as JournalHead | undefined,
    records: records as ProbeRecord[],
    wholeBytes: Buffer.byteLength(whole),
  };
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    const remedy = "Remove the file, or give another folder with --out.";
    throw new JournalProblem("this line is no JSON", { line: number, remedy });
  }
}

/** For example `rateMax 50, not 80`. */
function firstDifference(found: JournalHead, wanted: JournalHead): string | undefined {
  const flat = ({ plan, slos, subject }: JournalHead): Record<string, unknown> => ({
    ...plan,
    thresholds: slos.join(", "),
    ...subject,
  });
  const [then, now] = [flat(found), flat(wanted)];
  const key = [...new Set([...Object.keys(then), ...Object.keys(now)])].find(
    (name) => then[name] !== now[name],
  );
  return key === undefined ? undefined : `${key} ${String(then[key])}, not ${String(now[key])}`;
}
