// What came of guidance in one sweep: what fresh plans found, what those found that go on from
// others, and which moves led to it. Plans that go on from others follow from no seed alone, nor do those of
// a plan file with another seed, so those of failures are kept as files.
import { join } from "node:path";
import type { GuidedRun } from "../../run/index.ts";
import { quoted } from "../again.ts";
import { writeWholeFile } from "../output.ts";
import type { PlanSource } from "../run/plan-source.ts";
import { lineageOf } from "./sweep-batches.ts";
import type { FailureGroup } from "./sweep-store.ts";

/** Some runs and the places that they came to first. */
export interface Yield {
  readonly name: string;
  readonly runs: number;
  readonly novel: number;
}

export interface Guidance {
  readonly fresh: Yield;
  readonly continued: Yield;
  /** By move; a run of several counts for each in equal parts, the best move first. */
  readonly moves: readonly Yield[];
}

/** Adds up what runs found, by where their plans come from. */
export function guidanceOf(runs: readonly GuidedRun[]): Guidance {
  const sum = (name: string, some: readonly GuidedRun[]): Yield => {
    return { name, runs: some.length, novel: some.reduce((all, { novel }) => all + novel, 0) };
  };
  const moves = new Map<string, { runs: number; novel: number }>();
  for (const { origin, novel } of runs) {
    for (const name of origin?.moves ?? []) {
      const tally = moves.get(name) ?? { runs: 0, novel: 0 };
      const share = novel / (origin?.moves.length ?? 1);
      moves.set(name, { runs: tally.runs + 1, novel: tally.novel + share });
    }
  }
  const rate = ({ runs: count, novel }: Yield) => novel / count;
  return {
    fresh: sum(
      "fresh plans",
      runs.filter(({ origin }) => origin === undefined),
    ),
    continued: sum(
      "plans gone on with",
      runs.filter(({ origin }) => origin !== undefined),
    ),
    moves: Array.from(moves, ([name, tally]) => ({ name, ...tally })).sort(
      (a, b) => rate(b) - rate(a),
    ),
  };
}

/** New places for each 100 runs. */
export function per100({ runs, novel }: Yield): string {
  return runs === 0 ? "–" : ((100 * novel) / runs).toFixed(0);
}

/** Guidance for people, in two lines. */
export function guidanceText({ fresh, continued, moves }: Guidance): string {
  const words = [fresh, continued].map((one) => {
    return `${one.runs} ${one.name} found ${one.novel} places (${per100(one)} in 100 runs)`;
  });
  const best = moves.slice(0, 3).map((move) => `${move.name} ${per100(move)}`);
  const paid = best.length === 0 ? "" : `\n  moves that paid most in 100 runs: ${best.join(", ")}`;
  return `guided: ${words.join("; ")}${paid}`;
}

/** Writes the plans of failures' shortest runs that no seed alone gives; answers words for `run`. */
export function keepPlans(
  folder: string,
  {
    source,
    runs,
    failures,
  }: {
    source: PlanSource;
    runs: readonly GuidedRun[];
    failures: readonly FailureGroup[];
  },
): Map<number, string> {
  const origins = runs.flatMap(({ seed, origin }) => {
    return origin === undefined ? [] : [[seed, origin] as const];
  });
  const lineage = lineageOf(source, origins);
  const kept = new Map<number, string>();
  for (const { seed } of failures) {
    const followsFromSeed = !("plan" in source) && lineage.origin(seed) === undefined;
    if (followsFromSeed || kept.has(seed)) continue;
    const file = join(folder, "plans", `${seed}.json`);
    writeWholeFile(file, `${JSON.stringify(lineage.plan(seed), undefined, 2)}\n`);
    kept.set(seed, quoted(file));
  }
  return kept;
}
