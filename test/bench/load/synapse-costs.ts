// Fan-out of a Synapse on this machine to 50 other servers, and what 1 to 20 forward extremities cost
// it for each state event.
import { measureResolutionCost } from "../../../loadtest/capacity/index.ts";
import { medianInterval } from "../../../loadtest/capacity/resolution-cost.ts";
import { measureFanOut } from "../../../loadtest/federation/index.ts";
import { onSynapse } from "./on-synapse.ts";

/** So many at most, and fewer where the time is short. */
const fanOutRuns = 8;

/** Each run is one sample: messages within a run share a machine's mood. */
export function fanOut(limitMs: number): Promise<void> {
  const untilMs = performance.now() + 0.8 * limitMs;
  return onSynapse(async ({ target }) => {
    const runs: number[][] = [];
    for (let n = 0; n < fanOutRuns && performance.now() < untilMs; n++) {
      const { phases } = await measureFanOut(target, {
        ...{ origins: 50, roomVersion: "12", rate: 1, phaseMs: 8_000, away: 0, catchUpMs: 0 },
        ...{ seed: `${n}`, manners: new Map() },
      });
      const [{ half, ninety, all }] = phases;
      runs.push([half, ninety, all].map((histogram) => histogram.quantileMs(0.5) ?? NaN));
    }
    for (const [k, share] of ["50 %", "90 %", "100 %"].entries()) {
      const { low, middle, high } = medianInterval(runs.map((run) => run[k]));
      console.log(
        `a message at ${share.padEnd(5)} of 50 servers after ${ms(middle)} (${ms(low)} … ${ms(high)}, ${runs.length} runs)`,
      );
    }
  });
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
