// A sweep's seeds and results in PostgreSQL, for workers on many machines: the same rows as in a
// results file, each seed once whoever ran it. Jobs are graphile-worker's (queue-jobs.ts).
import { Pool, type PoolClient } from "pg";
import type { GuidedRun, Origin, SeedRange, SweepRow } from "../../../run/index.ts";
import type { PlanSource } from "../../run/plan-source.ts";
import { Problem } from "../../problem.ts";
import type { FailureGroup, Place } from "../sweep-store.ts";

const schema = `
  CREATE SCHEMA IF NOT EXISTS rashomon;
  CREATE TABLE IF NOT EXISTS rashomon.sweep (
    id serial PRIMARY KEY, story text NOT NULL, software text NOT NULL, scenario text NOT NULL,
    source jsonb NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
    UNIQUE (story, software)
  );
  CREATE TABLE IF NOT EXISTS rashomon.run (
    sweep integer NOT NULL REFERENCES rashomon.sweep, seed bigint NOT NULL,
    outcome text NOT NULL, hash text NOT NULL, events integer NOT NULL,
    deliveries integer NOT NULL, worker text NOT NULL, PRIMARY KEY (sweep, seed)
  );
  CREATE TABLE IF NOT EXISTS rashomon.failure (
    sweep integer NOT NULL, seed bigint NOT NULL, signature text NOT NULL, detail text NOT NULL,
    PRIMARY KEY (sweep, seed, signature),
    FOREIGN KEY (sweep, seed) REFERENCES rashomon.run (sweep, seed)
  );
  CREATE TABLE IF NOT EXISTS rashomon.place (
    sweep integer NOT NULL, place text NOT NULL, runs integer NOT NULL, seed bigint NOT NULL,
    PRIMARY KEY (sweep, place)
  );
  CREATE TABLE IF NOT EXISTS rashomon.worker (
    id text PRIMARY KEY, software text NOT NULL, seen timestamptz NOT NULL
  );
  -- Of guided sweeps: how many places a run came to, and where its plan comes from.
  ALTER TABLE rashomon.sweep ADD COLUMN IF NOT EXISTS guided boolean NOT NULL DEFAULT false;
  ALTER TABLE rashomon.run ADD COLUMN IF NOT EXISTS places integer NOT NULL DEFAULT 0;
  -- Why a failure is no news; NULL where it is.
  ALTER TABLE rashomon.failure ADD COLUMN IF NOT EXISTS known text;
  CREATE TABLE IF NOT EXISTS rashomon.origin (
    sweep integer NOT NULL, seed bigint NOT NULL,
    parent bigint NOT NULL, other bigint NOT NULL, moves text[] NOT NULL,
    PRIMARY KEY (sweep, seed), FOREIGN KEY (sweep, seed) REFERENCES rashomon.run (sweep, seed)
  );`;

const nameOf = ({ signature, known }: FailureGroup) => `${signature} ${known ?? ""}`;

/** Makes one process wait while another makes the tables. */
const schemaLock = 7_274_066;

/** A sweep in the queue. */
export interface QueuedSweep {
  readonly id: number;
  readonly story: string;
  readonly software: string;
  readonly scenario: string;
  readonly source: PlanSource;
  readonly seeds: SeedRange;
  readonly guided: boolean;
}

/** The results of sweeps in one database. */
export class QueueStore {
  readonly pool: Pool;

  private constructor(pool: Pool) {
    this.pool = pool;
  }

  /** Connects, and makes the tables where they are not there yet. */
  static async open(url: string): Promise<QueueStore> {
    const pool = new Pool({ connectionString: url, max: 10 });
    // A connection that breaks is made anew when somebody needs it; the query under way says so.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => void client.on("error", () => undefined));
    try {
      await inTransaction(pool, async (client) => {
        await client.query("SELECT pg_advisory_xact_lock($1)", [schemaLock]);
        await client.query(schema);
      });
    } catch (thrown) {
      await pool.end();
      throw unreachable(url, thrown);
    }
    return new QueueStore(pool);
  }

  /** The sweep of a story, made at first mention; its seeds grow to hold the given ones. */
  async sweep(wanted: Omit<QueuedSweep, "id">): Promise<QueuedSweep> {
    const { story, software, scenario, source, seeds, guided } = wanted;
    const sql = `
      INSERT INTO rashomon.sweep (story, software, scenario, source, first, last, guided)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (story, software) DO UPDATE
      SET first = least(sweep.first, excluded.first), last = greatest(sweep.last, excluded.last)
      RETURNING *, first::float8 AS first, last::float8 AS last`;
    const { first, last } = seeds;
    const values = [story, software, scenario, JSON.stringify(source), first, last, guided];
    return sweepOf((await this.pool.query(sql, values)).rows[0]);
  }

  /** All sweeps, in the order in which they were put in. */
  async sweeps(): Promise<QueuedSweep[]> {
    const sql =
      "SELECT *, first::float8 AS first, last::float8 AS last FROM rashomon.sweep ORDER BY id";
    return (await this.pool.query(sql)).rows.map(sweepOf);
  }

  /** A sweep as it is now: its seeds may have grown. */
  async sweepNow(id: number): Promise<QueuedSweep> {
    const found = (await this.sweeps()).find((sweep) => sweep.id === id);
    if (found === undefined) throw new Error(`there is no sweep ${id}`);
    return found;
  }

  /** The seeds that have been run, ascending. */
  async seedsDone(sweep: number): Promise<number[]> {
    const sql = "SELECT seed::float8 AS seed FROM rashomon.run WHERE sweep = $1 ORDER BY run.seed";
    return (await this.pool.query(sql, [sweep])).rows.map(({ seed }) => seed as number);
  }

  /**
   * Adds runs, all or none; a seed that is there already stays as it is, for every run of it is the
   * same. Answers how many were new.
   */
  add(sweep: number, rows: readonly SweepRow[], worker: string): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      let fresh = 0;
      for (const row of rows) {
        const { seed, outcome, hash, events, deliveries, failures, places, origin } = row;
        const added = await client.query(
          "INSERT INTO rashomon.run VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
          [sweep, seed, outcome, hash, events, deliveries, worker, places.length],
        );
        if (added.rowCount === 0) continue;
        fresh++;
        if (origin !== undefined) {
          const { parent, other, moves } = origin;
          const sql = "INSERT INTO rashomon.origin VALUES ($1, $2, $3, $4, $5)";
          await client.query(sql, [sweep, seed, parent, other, moves]);
        }
        for (const { signature, detail, known } of failures) {
          const sql = `
            INSERT INTO rashomon.failure (sweep, seed, signature, detail, known)
            VALUES ($1, $2, $3, $4, $5)`;
          await client.query(sql, [sweep, seed, signature, detail, known ?? null]);
        }
        // In one order everywhere, so that no two workers wait for each other.
        const sql = `
          INSERT INTO rashomon.place SELECT $1, place, 1, $2 FROM unnest($3::text[]) AS place ORDER BY place
          ON CONFLICT (sweep, place) DO UPDATE
          SET runs = place.runs + 1, seed = least(place.seed, excluded.seed)`;
        await client.query(sql, [sweep, seed, [...places].sort((a, b) => (a < b ? -1 : 1))]);
      }
      return fresh;
    });
  }

  /** What a guide learns of the runs of a range, in order of seeds. */
  async guidedRuns(sweep: number, { first, last }: SeedRange): Promise<GuidedRun[]> {
    const sql = `
      SELECT seed::float8 AS seed, places, coalesce(novel, 0) AS novel,
        parent::float8 AS parent, other::float8 AS other, moves
      FROM rashomon.run LEFT JOIN rashomon.origin USING (sweep, seed)
      LEFT JOIN (SELECT seed, count(*)::int AS novel FROM rashomon.place
        WHERE sweep = $1 AND seed BETWEEN $2 AND $3 GROUP BY seed) AS found USING (seed)
      WHERE sweep = $1 AND seed BETWEEN $2 AND $3 ORDER BY run.seed`;
    const { rows } = await this.pool.query(sql, [sweep, first, last]);
    return rows.map(({ seed, places, novel, parent, other, moves }) => {
      const origin = moves === null ? undefined : ({ parent, other, moves } as Origin);
      return { seed, places, novel, origin } as GuidedRun;
    });
  }

  /** What there is to say of a sweep. */
  async results(sweep: number): Promise<{
    outcomes: Record<string, number>;
    failures: FailureGroup[];
    places: Place[];
    hashes: string[];
  }> {
    const rows = async <Row>(sql: string) => (await this.pool.query(sql, [sweep])).rows as Row[];
    const outcomes = await rows<{ outcome: string; runs: number }>(
      "SELECT outcome, count(*)::int AS runs FROM rashomon.run WHERE sweep = $1 GROUP BY outcome",
    );
    const failures = await rows<FailureGroup>(`
      SELECT DISTINCT ON (signature, known) signature, known, seed::float8 AS seed, detail, events,
        count(*) OVER (PARTITION BY signature, known)::int AS runs
      FROM rashomon.failure JOIN rashomon.run USING (sweep, seed) WHERE sweep = $1
      ORDER BY signature, known, events, run.seed`);
    const places = await rows<Place>(`
      SELECT place, runs, seed::float8 AS seed FROM rashomon.place WHERE sweep = $1
      ORDER BY runs DESC, place`);
    const hashes = await rows<{ hash: string }>(
      "SELECT hash FROM rashomon.run WHERE sweep = $1 ORDER BY seed",
    );
    return {
      outcomes: Object.fromEntries(outcomes.map(({ outcome, runs }) => [outcome, runs])),
      failures: failures.sort((a, b) => b.runs - a.runs || (nameOf(a) < nameOf(b) ? -1 : 1)),
      places,
      hashes: hashes.map(({ hash }) => hash),
    };
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

function sweepOf(row: Record<string, unknown>): QueuedSweep {
  const { id, story, software, scenario, source, first, last, guided } = row;
  const seeds = { first, last };
  return { id, story, software, scenario, source, seeds, guided } as QueuedSweep;
}

async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (thrown) {
    client.release(true);
    throw thrown;
  }
}

/** Names the database, but not how to get in. */
function unreachable(url: string, thrown: unknown): Problem {
  const place = URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : "that address";
  const why = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return new Problem({
    message: `the queue at ${place} cannot be used: ${why}`,
    remedy: "Give --queue postgres://USER:PASSWORD@HOST:PORT/DATABASE of a PostgreSQL that runs.",
  });
}
