// `rashomon load`: users' load on a real homeserver, measured, judged, and written as one page. The
// order: look at the target, set the stage, load, judge, write. Ctrl-C ends it within a second: what
// was measured until then is judged and written, or how far the stage was set.
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { profileNames, sloForms } from "../../../loadtest/driver/index.ts";
import { k6Driver, lookAtServer, nodeDriver, setStage } from "../../../loadtest/driver/index.ts";
import { castNames, measurableOf, secretsOf } from "../../../loadtest/driver/index.ts";
import { targetSampler, workloadProblem, type LoadHooks } from "../../../loadtest/driver/index.ts";
import type { Driver, LoadPlan, LoadResult, Stage } from "../../../loadtest/driver/index.ts";
import { judge, progressText, type Judgement } from "../../../loadtest/report/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { handOver } from "../hand-over.ts";
import { writeJob, writeStage } from "./load-files.ts";
import { loadOrder, planOf, type LoadOrder } from "./load-order.ts";
import { loadReport } from "./load-report.ts";
import { mustTakeFiles } from "../output.ts";
import { Problem } from "../problem.ts";
import { requireMeasured } from "./slo-option.ts";
import { reportStopped, untilStopped, type Stoppable } from "./stoppable.ts";
import {
  accountsOption,
  connectionOptions,
  secretOption,
  targetOptions,
} from "./target-options.ts";
import { workloadOptions } from "./workload-options.ts";

export const load: Command = {
  name: "load",
  summary: "load a real homeserver with users, and report latency, lag, errors and verdicts",
  args: [],
  options: [
    ...targetOptions,
    secretOption,
    accountsOption,
    ...connectionOptions,
    { flags: "--profile <P>", about: `${profileNames.join(", ")} (default: smoke)` },
    { flags: "--rate <R>", about: "journeys per second that count as once the profile's load" },
    { flags: "--duration <T>", about: "length of all phases, such as 30s or 5m" },
    ...workloadOptions,
    {
      flags: "--slo <LIST>",
      about: `thresholds beside the profile's: ${sloForms}; a wrong NAME lists all`,
    },
    { flags: "--segment <P/N>", about: "this generator's part of a load that several share" },
    { flags: "--run-id <NAME>", about: "the name that all parts of a load share" },
    {
      flags: "--start-at <TIME>",
      about: "when to begin, such as 2026-01-31T12:00:00Z",
      once: true,
    },
    { flags: "--write-job <FILE>", about: "write the job for k6 and load nothing", once: true },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/load/PROFILE/SEED)" },
  ],
  examples: [
    "rashomon synapse up && rashomon load",
    "rashomon load --target http://127.0.0.1:8008 --registration-secret secret.txt",
    "rashomon load --target http://127.0.0.1:8008 --profile average --journeys chat,scroll-back " +
      "--rate 5 --duration 2m --stage stage.json",
    "rashomon load --target http://127.0.0.1:8008 --profile stress --driver k6 " +
      "--slo 'p95(send)<300ms'",
  ],
  run: loadCommand,
};

async function loadCommand(call: Call): Promise<ExitCode> {
  const { options, output, again } = call;
  const order = loadOrder(options, again);
  mustTakeFiles(order.jobFile === undefined ? order.folder : dirname(order.jobFile));
  // Looked for now: to set a stage and then miss k6 would be a pity.
  const driver = order.driver === "k6" ? k6Driver(order.k6) : nodeDriver;
  const startMs = Date.now();
  const stopped = (reached: string) => {
    const { target, folder } = order;
    return reportStopped({ command: "load", target, reached }, { call, startMs, folder });
  };
  const run = async ({ signal, progress }: Stoppable) => {
    const server = await lookAtServer(order.target, order.connection, signal);
    const stage = await stageFor(order, signal, progress);
    progress("");
    const plan = planOf(order, stage);
    if (order.jobFile !== undefined) {
      writeJob(order.jobFile, plan, order.connection);
      output.result({ command: "load", job: order.jobFile }, () => jobText(order.jobFile ?? ""));
      return exitCode.ok;
    }
    await waitUntil(order.startAtMs, signal, progress);
    const { software } = server;
    const result = await perform(order, plan, { driver, signal, onProgress: progress, software });
    progress("");
    const judgement = judge(result, order.slos, order.asked);
    const report = loadReport(order, result, judgement);
    handOver({ ...report, secrets: secretsOf(stage) }, output);
    return codeOf(judgement);
  };
  return untilStopped(output, run, stopped);
}

/** Waits for the moment at which all generators begin; one that has passed is now. */
async function waitUntil(
  timeMs: number | undefined,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<void> {
  if (timeMs === undefined) return;
  tell(`waiting for ${new Date(timeMs).toISOString()}, when the load is to begin`);
  await sleep(Math.max(0, timeMs - Date.now()), undefined, { signal });
}

async function stageFor(
  { stageFile, target, users, ...order }: LoadOrder,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<Stage> {
  if (order.stage !== undefined) return order.stage;
  const { seed, rooms, accounts, connection } = order;
  const stage = await setStage({
    ...{ target, users, seed, accounts, connection, signal },
    ...(rooms !== undefined && { rooms }),
    onProgress: ({ what, done, of }) => tell(`setting the stage: ${what} ${done} of ${of}`),
  });
  if (stageFile !== undefined) writeStage(stageFile, stage);
  return stage;
}

async function perform(
  order: LoadOrder,
  plan: LoadPlan,
  hooks: {
    readonly driver: Driver;
    readonly signal: AbortSignal;
    readonly onProgress: (text: string) => void;
    readonly software: string | undefined;
  },
): Promise<LoadResult> {
  const problem = workloadProblem(plan);
  if (problem !== undefined) {
    throw new Problem({
      message: problem,
      remedy: "Name other journeys with --journeys, or have more --users and --rooms.",
    });
  }
  // Who can do what shows on the stage only.
  requireMeasured(order.asked, measurableOf(castNames(plan), plan.listeners));
  const loadMs = plan.shape.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const sampleTarget = targetSampler(order.target);
  const driverHooks: LoadHooks = {
    ...{ connection: order.connection, signal: hooks.signal },
    ...(sampleTarget !== undefined && { sampleTarget }),
    onProgress: (row) => hooks.onProgress(progressText(row, loadMs)),
  };
  const result = await hooks.driver(plan, driverHooks);
  const { software } = hooks;
  return software === undefined
    ? result
    : { ...result, versions: { ...result.versions, target: software } };
}

function codeOf({ outcome }: Judgement): ExitCode {
  const codes = {
    held: exitCode.ok,
    broken: exitCode.broken,
    incomplete: exitCode.notConverged,
    "generator failed": exitCode.usage,
  } as const;
  return codes[outcome];
}

function jobText(file: string): string {
  return (
    `${file} holds access tokens: keep it to yourself.\n` +
    `k6 run -e RASHOMON_JOB=${file} loadtest/main.ts\n`
  );
}
