// Runs a plan twice and compares the two traces record by record. Where they part, the first record
// that differs is told with the draws that came last before it: a run that draws otherwise draws
// otherwise first. It looks for bugs of the simulator, not of a room.
import { watchDraws } from "../engine/index.ts";
import type { TraceRecord } from "../trace/records.ts";
import type { Plan } from "./plan/plan.ts";
import { run, type RunOptions, type RunResult } from "./run.ts";

/** Where two runs of one plan part. */
export interface RunDifference {
  /** Number of the record, 0 being `meta`; it is also its line in the trace, counted from 0. */
  readonly record: number;
  /** What each run has there; undefined past the end of a shorter trace. */
  readonly records: readonly [TraceRecord | undefined, TraceRecord | undefined];
  /** By run: the last draws before, such as `link message (2, 17, 0)`, the newest last. */
  readonly draws: readonly [readonly string[], readonly string[]];
}

export interface Determinism {
  /** The first of the two runs. */
  readonly result: RunResult;
  readonly hashes: readonly [string, string];
  /** Undefined where the runs are the same. */
  readonly difference: RunDifference | undefined;
}

/** How many draws are told. */
const drawsTold = 5;

/**
 * Runs a plan twice.
 * @example checkDeterminism(plan).difference // undefined
 */
export function checkDeterminism(plan: Plan, options: RunOptions = {}): Determinism {
  const [first, second] = [watchedRun(plan, options), watchedRun(plan, options)];
  const hashes = [first.result.hash, second.result.hash] as const;
  const record = firstDifferent(first.result.records, second.result.records);
  const { result } = first;
  if (record < 0) return { result, hashes, difference: undefined };
  const records = [result.records[record], second.result.records[record]] as const;
  const draws = [first.draws.before(record), second.draws.before(record)] as const;
  return { result, hashes, difference: { record, records, draws } };
}

function watchedRun(plan: Plan, options: RunOptions): { result: RunResult; draws: DrawLog } {
  const draws = new DrawLog();
  const stop = watchDraws((name, entity, indices) => draws.add(name, entity, indices));
  try {
    const onRecords: RunOptions["onRecords"] = (records, atMs) => {
      draws.records += records.length;
      options.onRecords?.(records, atMs);
    };
    return { result: run(plan, { ...options, onRecords }), draws };
  } finally {
    stop();
  }
}

/** The number of the first record that differs, -1 where none does. */
function firstDifferent(one: readonly TraceRecord[], other: readonly TraceRecord[]): number {
  const length = Math.max(one.length, other.length);
  for (let n = 0; n < length; n++) {
    if (JSON.stringify(one[n]) !== JSON.stringify(other[n])) return n;
  }
  return -1;
}

/** The draws of a run in a ring, each with how many records there were before its step. */
class DrawLog {
  /** How many records were told so far. */
  records = 0;
  readonly #ring: { name: string; entity: number; indices: readonly number[]; records: number }[] =
    [];
  #newest = -1;

  add(name: string, entity: number, indices: readonly number[]): void {
    this.#newest = (this.#newest + 1) % ringLength;
    this.#ring[this.#newest] = { name, entity, indices, records: this.records };
  }

  /** The last draws in steps that began before a record was there, the newest last. */
  before(record: number): string[] {
    const found: string[] = [];
    const { length } = this.#ring;
    for (let n = 0; n < length && found.length < drawsTold; n++) {
      const draw = this.#ring[(this.#newest + length - n) % length];
      if (draw.records > record) continue;
      const { name, entity, indices } = draw;
      found.push(`${name}${entity === 0 ? "" : ` ${entity}`} (${indices.join(", ")})`);
    }
    return found.reverse();
  }
}

const ringLength = 1 << 20;
