// Many runs of mixed federations, counted: how often servers part, how soon after a netsplit, for how
// long and over what. Called by `rashomon mixed`; no input or output here.
import { rateOf, type Rate } from "../../compare/index.ts";
import { healedAtMs, mixedPlan, partingsOf, run } from "../../run/index.ts";

/** Servers of two dialects in one room version. */
export interface Mix {
  readonly version: string;
  readonly usual: string;
  /** What some of the servers follow instead; the same as `usual` for a control. */
  readonly other: string;
  readonly servers: number;
  readonly others: number;
}

/** What became of a mix. Plain data; times in virtual milliseconds. */
export interface MixResult extends Mix {
  readonly runs: number;
  /** Runs in which servers with the same extremities had different state. */
  readonly parted: Rate;
  /** Of all runs: still apart at the end, nobody having done anything wrong. */
  readonly toTheEnd: Rate;
  /** Medians over the runs that parted; null where none did. */
  readonly afterHealMs: number | null;
  readonly apartMs: number | null;
  /** Over what they first parted: event types, and in how many runs. */
  readonly types: Readonly<Record<string, number>>;
  /** The seed of the run that shows it with the fewest events; null where none parted. */
  readonly smallest: string | null;
}

/** Runs a mix with the seeds from 1 up. */
export function surveyMix(mix: Mix, runs: number, onRun: (done: number) => void): MixResult {
  const found: { afterMs: number; apartMs: number; toTheEnd: boolean }[] = [];
  const types = new Map<string, number>();
  let smallest: { seed: string; events: number } | undefined;
  for (let n = 1; n <= runs; n++) {
    const seed = String(n);
    const { records, counters } = run(mixedPlan({ seed, ...storyOf(mix) }));
    const partings = partingsOf(records);
    onRun(n);
    if (partings.firstAtMs === null) continue;
    const { firstAtMs, apartMs, toTheEnd } = partings;
    found.push({ afterMs: firstAtMs - healedAtMs, apartMs, toTheEnd });
    for (const type of partings.types) types.set(type, (types.get(type) ?? 0) + 1);
    if (smallest === undefined || counters.events < smallest.events) {
      smallest = { seed, events: counters.events };
    }
  }
  return {
    ...mix,
    runs,
    parted: rateOf(found.length, runs),
    toTheEnd: rateOf(found.filter((one) => one.toTheEnd).length, runs),
    afterHealMs: median(found.map(({ afterMs }) => afterMs)),
    apartMs: median(found.map((one) => one.apartMs)),
    types: Object.fromEntries([...types].sort((a, b) => b[1] - a[1])),
    smallest: smallest?.seed ?? null,
  };
}

/** The last servers of a mix are the others. */
export function storyOf({ version, usual, other, servers, others }: Mix) {
  const dialects = Array.from({ length: servers }, (_, n) =>
    n < servers - others ? usual : other,
  );
  return { version, dialects };
}

function median(list: readonly number[]): number | null {
  return list.length === 0 ? null : [...list].sort((a, b) => a - b)[list.length >> 1];
}
