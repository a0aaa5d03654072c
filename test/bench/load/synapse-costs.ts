// Fan-out of a Synapse on this machine to 50 other servers, what some of them cost that are dead, how
// those catch up, and what 1 to 20 forward extremities cost for each state event.
import { measureResolutionCost } from "../../../loadtest/capacity/index.ts";
import { medianInterval } from "../../../loadtest/capacity/resolution-cost.ts";
import { measureFanOut, type FanOutResult } from "../../../loadtest/federation/index.ts";
import { onSynapse } from "./on-synapse.ts";

/** So many at most, and fewer where the time is short. */
const fanOutRuns = 6;
const [servers, away] = [50, 10];

/** Each run is one sample: messages within a run share a machine's mood. */
export function fanOut(limitMs: number): Promise<void> {
  const startMs = performance.now();
  return onSynapse(async ({ target }) => {
    const runs: FanOutResult[] = [];
    let tookMs = 0;
    while (runs.length < fanOutRuns && performance.now() + tookMs < startMs + 0.95 * limitMs) {
      const fromMs = performance.now();
      runs.push(
        await measureFanOut(target, {
          ...{ origins: servers, roomVersion: "12", rate: 1, phaseMs: 6_000, away },
          ...{ catchUpMs: 20_000, seed: `${runs.length}`, manners: new Map() },
        }),
      );
      tookMs = performance.now() - fromMs;
      console.log(`  run ${runs.length} took ${Math.round(tookMs / 1000)} s`);
    }
    printSpread(runs);
    printOutage(runs);
  });
}

function printSpread(runs: readonly FanOutResult[]): void {
  const shares = [
    ["50 %", "half"],
    ["90 %", "ninety"],
    ["100 %", "all"],
  ] as const;
  for (const [share, name] of shares) {
    const there = runs.map(({ phases: [steady] }) => steady[name].quantileMs(0.5));
    console.log(`a message at ${share.padEnd(5)} of ${servers} servers after ${spread(there, ms)}`);
  }
}

/** What servers that are dead cost the others, and how they catch up. */
function printOutage(runs: readonly FanOutResult[]): void {
  const outages = runs.map(({ phases: [, outage] }) => outage);
  const all = outages.map((outage) => outage?.all.quantileMs(0.5));
  const others = servers - away;
  console.log(`${away} of them dead: at 100 % of the other ${others} after ${spread(all, ms)}`);
  const dearer = runs.map(({ phases: [steady, outage] }) => {
    const [before, then] = [steady.targetCpuMsPerMessage, outage?.targetCpuMsPerMessage];
    return before === undefined || then === undefined ? undefined : then / before;
  });
  console.log(`  and a message costs ${spread(dearer, times)} as much of Synapse's processor`);
  for (const [share, name] of [
    ["half", "halfMs"],
    ["all", "wholeMs"],
  ] as const) {
    const caughtUp = runs.map(({ catchUp }) => catchUp[name]);
    console.log(`back again: ${share} of what they missed is there after ${spread(caughtUp, ms)}`);
  }
}

/** The median and its interval; runs that have none are told. */
function spread(values: readonly (number | undefined)[], show: (value: number) => string): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return `– (none of ${values.length} runs)`;
  const { low, middle, high } = medianInterval(known);
  const count = known.length < values.length ? `${known.length} of ${values.length}` : known.length;
  return `${show(middle)} (${show(low)} … ${show(high)}, ${count} runs)`;
}

/** First by the number of extremities, then by what is in conflict. */
const points = [
  ...[1, 2, 5, 10, 20].map((extremities) => ({ extremities, conflicted: 5 })),
  ...[1, 20].map((conflicted) => ({ extremities: 5, conflicted })),
];

export function extremities(limitMs: number): Promise<void> {
  const untilMs = performance.now() + 0.8 * limitMs;
  return onSynapse(async ({ target }) => {
    let first: number | undefined;
    for (const point of points) {
      if (performance.now() > untilMs) return console.log("out of time");
      const { median, cpuMsPerEvent, extremitiesSeen } = await measureResolutionCost(target, {
        ...{ ...point, events: 20, roomVersion: "12", seed: "1" },
      });
      first ??= median.middle;
      const { low, middle, high } = median;
      const seen =
        extremitiesSeen === undefined ? "" : `, ${extremitiesSeen} by Synapse's own count`;
      console.log(
        `${String(point.extremities).padStart(2)} extremities${seen}, ` +
          `${String(point.conflicted).padStart(2)} conflicted slots: ` +
          `${ms(middle)} an event (${ms(low)} … ${ms(high)}), ` +
          `${cpuMsPerEvent === undefined ? "–" : ms(cpuMsPerEvent)} of CPU, ` +
          `${(middle / first).toFixed(2)} × that of the first`,
      );
    }
  });
}

const ms = (value: number) => `${Math.round(value)} ms`;
const times = (value: number) => `${value.toFixed(2)} ×`;
