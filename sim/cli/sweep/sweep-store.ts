// The results of a sweep in one SQLite file that other tools can read. Ranges are written in one
// transaction each, so that whatever ends the process, a seed is there whole or not at all.
import { existsSync, rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { GuidedRun, MoveName, SeedRange, SweepRow } from "../../run/index.ts";
import { makeFolder, mustTakeFiles, writeProblem } from "../output.ts";
import { Problem } from "../problem.ts";

/** Changes when files of before cannot be gone on with. */
const format = "rashomon-sweep/4";

const schema = `
  CREATE TABLE sweep (format TEXT NOT NULL, story TEXT NOT NULL, software TEXT NOT NULL);
  CREATE TABLE run (
    seed INTEGER PRIMARY KEY,
    outcome TEXT NOT NULL,
    hash TEXT NOT NULL,
    events INTEGER NOT NULL,
    deliveries INTEGER NOT NULL,
    places INTEGER NOT NULL
  );
  -- Where the plan of a seed of a guided sweep comes from; seeds that are not here are fresh.
  CREATE TABLE origin (
    seed INTEGER PRIMARY KEY REFERENCES run (seed),
    parent INTEGER NOT NULL,
    other INTEGER NOT NULL,
    moves TEXT NOT NULL
  );
  CREATE TABLE failure (
    seed INTEGER NOT NULL REFERENCES run (seed),
    signature TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- Why it is no news (sim/check/known/); NULL where it is.
    known TEXT,
    PRIMARY KEY (seed, signature)
  ) WITHOUT ROWID;
  CREATE TABLE place (place TEXT PRIMARY KEY, runs INTEGER NOT NULL, seed INTEGER NOT NULL)
    WITHOUT ROWID;
  CREATE INDEX failure_by_signature ON failure (signature, seed);
`;

/** A kind of failure, with the seeds at which it was met. */
export interface FailureGroup {
  readonly signature: string;
  readonly runs: number;
  /** The seed whose run has the fewest events: the best one to look at. */
  readonly seed: number;
  readonly events: number;
  readonly detail: string;
  /** The weakness that explains all of them; null for news. */
  readonly known: string | null;
}

/** A place that runs came to. */
export interface Place {
  readonly place: string;
  readonly runs: number;
  /** The first seed that came there. */
  readonly seed: number;
}

/** The results file of one sweep. */
export class SweepStore {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #addRun: StatementSync;
  readonly #addOrigin: StatementSync;
  readonly #addFailure: StatementSync;
  readonly #addPlace: StatementSync;

  private constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
    this.#addRun = database.prepare("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)");
    this.#addOrigin = database.prepare("INSERT INTO origin VALUES (?, ?, ?, ?)");
    this.#addFailure = database.prepare("INSERT INTO failure VALUES (?, ?, ?, ?)");
    this.#addPlace = database.prepare(`
      INSERT INTO place VALUES (?, 1, ?)
      ON CONFLICT (place) DO UPDATE SET runs = runs + 1, seed = min(seed, excluded.seed)`);
  }

  /**
   * Opens a results file, or makes it.
   * @param story what is swept, and by which version: another story is never mixed in
   */
  static async open(
    file: string,
    { story, software }: { story: string; software: string },
  ): Promise<SweepStore> {
    const { DatabaseSync: Database } = await sqlite();
    const isNew = !existsSync(file);
    try {
      if (isNew) {
        mustTakeFiles(dirname(file));
        makeFolder(dirname(file));
      }
      const database = new Database(file);
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
      if (isNew) begin(database, { story, software });
      else {
        checkStory(database, file, { story, software });
        checkWhole(database, file);
      }
      return new SweepStore(file, database);
    } catch (thrown) {
      if (thrown instanceof Problem) throw thrown;
      if (!isSqliteError(thrown)) throw writeProblem(file, thrown);
      if (isNew) throw beginProblem(file, thrown);
      throw new Problem({
        file,
        message: `this is no results file of a sweep: ${thrown.message}`,
        remedy: "It was left as it is. Name another folder with --out, or move it away.",
      });
    }
  }

  /** The seeds that have been run, ascending. */
  seedsDone(): number[] {
    const rows = this.#database.prepare("SELECT seed FROM run ORDER BY seed").all();
    return rows.map((row) => row["seed"] as number);
  }

  /** Adds runs, all or none. */
  add(rows: readonly SweepRow[]): void {
    this.#database.exec("BEGIN");
    try {
      for (const row of rows) {
        const { seed, outcome, hash, events, deliveries, failures, places, origin } = row;
        this.#addRun.run(seed, outcome, hash, events, deliveries, places.length);
        if (origin !== undefined) {
          const { parent, other, moves } = origin;
          this.#addOrigin.run(seed, parent, other, moves.join(", "));
        }
        for (const { signature, detail, known } of failures) {
          this.#addFailure.run(seed, signature, detail, known ?? null);
        }
        for (const place of places) this.#addPlace.run(place, seed);
      }
      this.#database.exec("COMMIT");
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw isSqliteError(thrown) ? addProblem(this.#file, thrown) : thrown;
    }
  }

  /** How many runs of a range ended how. */
  outcomes({ first, last }: SeedRange): Record<string, number> {
    const sql = "SELECT outcome, count(*) AS runs FROM run WHERE seed BETWEEN ? AND ? GROUP BY 1";
    const rows = this.#database.prepare(sql).all(first, last);
    return Object.fromEntries(rows.map((row) => [row["outcome"], row["runs"] as number]));
  }

  /** The kinds of failures of a range, the most frequent first; known and unknown apart. */
  failures({ first, last }: SeedRange): FailureGroup[] {
    // Of several columns beside min(), SQLite takes the row with the least value.
    const sql = `
      SELECT signature, known, count(*) AS runs, seed, detail, min(events) AS events
      FROM (SELECT f.*, r.events FROM failure f JOIN run r USING (seed)
            WHERE seed BETWEEN ? AND ? ORDER BY seed)
      GROUP BY signature, known ORDER BY runs DESC, signature, known`;
    return this.#database.prepare(sql).all(first, last) as unknown as FailureGroup[];
  }

  /** The places that all runs of the file came to, the rarest last. */
  places(): Place[] {
    const sql = "SELECT place, runs, seed FROM place ORDER BY runs DESC, place";
    return this.#database.prepare(sql).all() as unknown as Place[];
  }

  /** The seed that came to the newest place, -1 where there is none. */
  newestPlace(): number {
    const row = this.#database.prepare("SELECT max(seed) AS seed FROM place").get();
    return (row?.["seed"] as number | null) ?? -1;
  }

  /** What a guide learns of the runs of a range, in order of seeds. */
  guidedRuns({ first, last }: SeedRange): GuidedRun[] {
    const sql = `
      SELECT run.seed, places, coalesce(novel, 0) AS novel, parent, other, moves FROM run
      LEFT JOIN origin USING (seed)
      LEFT JOIN (SELECT seed, count(*) AS novel FROM place GROUP BY seed) USING (seed)
      WHERE run.seed BETWEEN ? AND ? ORDER BY run.seed`;
    return this.#database
      .prepare(sql)
      .all(first, last)
      .map((row) => {
        const { seed, places, novel, parent, other, moves } = row as Record<string, number> & {
          moves: string | null;
        };
        const names = (moves ?? "").split(", ") as MoveName[];
        const origin = moves === null ? undefined : { parent, other, moves: names };
        return { seed, places, novel, origin };
      });
  }

  /** One hash over all runs of a range: equal sweeps have equal hashes. */
  hashes({ first, last }: SeedRange): string[] {
    const sql = "SELECT hash FROM run WHERE seed BETWEEN ? AND ? ORDER BY seed";
    return this.#database
      .prepare(sql)
      .all(first, last)
      .map((row) => row["hash"] as string);
  }

  close(): void {
    this.#database.close();
  }
}

/** Loaded when it is needed: older versions of Node do not have it. */
async function sqlite(): Promise<typeof import("node:sqlite")> {
  try {
    return await import("node:sqlite");
  } catch {
    throw new Problem({
      message: `this version of Node (${process.version}) has no SQLite`,
      remedy: "Use Node 22.13 or later; `npm ci` in a checkout brings one.",
    });
  }
}

function begin(database: DatabaseSync, about: { story: string; software: string }): void {
  database.exec(schema);
  const sql = "INSERT INTO sweep VALUES (?, ?, ?)";
  database.prepare(sql).run(format, about.story, about.software);
}

function checkStory(
  database: DatabaseSync,
  file: string,
  about: { story: string; software: string },
): void {
  const row = database.prepare("SELECT * FROM sweep").get();
  const found = { format: row?.["format"], story: row?.["story"], software: row?.["software"] };
  const is = { format, ...about };
  const other = (["format", "story", "software"] as const).find((key) => found[key] !== is[key]);
  if (other === undefined) return;
  throw new Problem({
    file,
    message: `this file holds another sweep: its ${other} is ${String(found[other])}, not ${is[other]}`,
    remedy: "Name another folder with --out, or move it away to begin anew.",
  });
}

/** What is damaged is told before anything is added: nothing can be known of what it held. */
function checkWhole(database: DatabaseSync, file: string): void {
  const { quick_check: found } = database.prepare("PRAGMA quick_check(1)").get() ?? {};
  if (found === "ok") return;
  throw new Problem({
    file,
    message: `this results file is damaged: ${String(found).split("\n").join(", ")}`,
    remedy: "It was left as it is. Name another folder with --out, or move it away to begin anew.",
  });
}

/** A file that could not even be begun is taken away again: it would be no results file. */
function beginProblem(file: string, thrown: Error): Problem {
  try {
    for (const ending of ["", "-wal", "-shm"]) rmSync(file + ending, { force: true });
    rmdirSync(dirname(file));
  } catch {
    // The folder is none, or it holds something else, which stays.
  }
  return new Problem({
    file,
    message: `cannot write: ${thrown.message}`,
    remedy: "Make room or write elsewhere with -o; nothing was kept.",
  });
}

/** The disk is full, or somebody else holds the file: what was written before is whole. */
function addProblem(file: string, thrown: Error): Problem {
  return new Problem({
    file,
    message: `cannot write: ${thrown.message}`,
    remedy: "What was written before is whole. Make room, then give the same command to go on.",
  });
}

function isSqliteError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ERR_SQLITE_ERROR";
}
