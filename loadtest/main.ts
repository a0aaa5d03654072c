// The load test as k6 runs it: `k6 run -e RASHOMON_JOB=job.json loadtest/main.ts`. `rashomon load
// --driver k6` writes the job and starts it; with `rashomon load --write-job` it can be started by
// hand, split by execution segments, or by the k6-operator. All that happens is decided elsewhere:
// the n-th iteration is the n-th arrival, wherever it runs.
import { SharedArray } from "k6/data";
import exec from "k6/execution";
import { Counter, Gauge, Trend } from "k6/metrics";
import { sleep } from "k6";
import { listen } from "./journeys/listen.ts";
import type { Job, JobPlan } from "./matrix/job.ts";
import { keepItems } from "./matrix/kept-items.ts";
import { metricNames } from "./matrix/metrics.ts";
import { optionsOf } from "./matrix/options.ts";
import { Performer } from "./matrix/perform.ts";
import { watch } from "./matrix/watch.ts";
import { dueMs, durationOf, peakOf } from "./profiles/shape.ts";
import type { Stage } from "./stage/stage.ts";
import { Workload } from "./workload.ts";

const jobFile = __ENV["RASHOMON_JOB"];
if (jobFile === undefined) {
  throw new Error(
    "Give the job with -e RASHOMON_JOB=FILE; `rashomon load --write-job FILE` writes one.",
  );
}
const readJob = () => JSON.parse(open(jobFile)) as Job;

// Read once and shared by all VUs; users and rooms are many.
const [plan] = new SharedArray<JobPlan>("plan", () => [readJob().plan]);
const [frame] = new SharedArray<Stage>("frame", () => {
  return [{ ...readJob().stage, users: [], rooms: [] }];
});
const stage: Stage = {
  ...frame,
  users: keepItems(new SharedArray("users", () => [...readJob().stage.users])),
  rooms: keepItems(new SharedArray("rooms", () => [...readJob().stage.rooms])),
};
const workload = new Workload({ ...plan, stage });
const loadMs = durationOf(plan.shape);
const performer = new Performer(stage);
/** For one journey in so many it is looked at how long its requests wait in k6: a few a second. */
const heldEvery = Math.max(1, Math.round(peakOf(plan.shape) / 4));

const lag = new Trend(metricNames.lag, true);
const gaps = new Counter(metricNames.gaps);
const started = new Counter(metricNames.started);
const finished = new Counter(metricNames.finished);
const held = new Counter(metricNames.held);
const late = new Trend(metricNames.late, true);
const crashed = new Counter(metricNames.crashed);
const begins = new Gauge(metricNames.begins);

/** Parts of one load each want a watch; k6 hands VUs out evenly. */
export const options = optionsOf(plan, Number(__ENV["RASHOMON_GENERATORS"] ?? 1));

/** Tells when it all begins: the clock that phases and rows of the series count from. */
export function setup(): { beginMs: number } {
  const beginMs = Date.now();
  begins.add(beginMs);
  return { beginMs };
}

/** Kept, since k6 makes a new object for every look; what it tells is always of this iteration. */
let scenario: typeof exec.scenario | undefined;
let startMs = 0;
const journeyTags = new Map(workload.cast.map(({ name }) => [name, { journey: name }]));

/** One arrival: the iteration's number says which. */
export function act(): void {
  if (scenario === undefined) {
    scenario = exec.scenario;
    startMs = scenario.startTime;
  }
  const n = scenario.iterationInTest;
  const arrival = workload.arrival(n, Date.now);
  const { journey, scene } = arrival;
  const { phase } = scene;
  performer.tagAll(phase, plan.shape[phase].measured);
  const tags = journeyTags.get(journey);
  started.add(1, tags);
  try {
    const due = startMs + dueMs(plan.shape, n, phase);
    const timed = n % heldEvery === 0;
    const walk = { dueMs: due, timed, untilMs: startMs + loadMs + plan.drainMs };
    const { heldMs, whole } = performer.perform(workload.stepsOf(arrival), walk);
    if (timed) held.add(heldEvery * heldMs);
    if (whole) finished.add(1, tags);
  } catch (thrown) {
    // k6 ends with code 0 whatever an iteration throws; the counter's threshold does not.
    console.error(`Journey ${journey}, arrival ${n}: ${String(thrown)}`);
    crashed.add(1, tags);
  }
}

/** One listener's /sync loop, from its place in the ramp to the end of the drain. */
export function hear({ beginMs }: { beginMs: number }): void {
  const user = exec.scenario.iterationInTest;
  sleep((plan.listenRampMs * user) / plan.listeners / 1000);
  const steps = listen({
    ...{ stage, user, runId: plan.runId, now: () => Date.now() },
    untilMs: beginMs + plan.listenRampMs + loadMs + plan.drainMs,
    seen: (lagMs, phase) => {
      const measured = plan.shape[phase]?.measured === true ? "yes" : "no";
      lag.add(lagMs, { phase: String(phase), measured });
    },
    gap: () => gaps.add(1),
  });
  performer.tagAll(-1, true);
  performer.perform(steps);
}

/** Looks, during the load, how late this k6 is. */
export function look({ beginMs }: { beginMs: number }): void {
  const fromMs = beginMs + plan.listenRampMs;
  watch({ fromMs, untilMs: fromMs + loadMs }, (ms) => late.add(ms));
}

/** The summary as JSON where RASHOMON_SUMMARY names a file, else short on standard output. */
export function handleSummary(data: { readonly metrics: object }): Record<string, string> {
  const file = __ENV["RASHOMON_SUMMARY"];
  return { [file ?? "stdout"]: `${JSON.stringify(data, undefined, 1)}\n` };
}
