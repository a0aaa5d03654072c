// The k6 driver: writes the job, starts k6 with the script (loadtest/main.ts), reads its samples as
// they come, and ends it early for the same reasons as the Node driver. k6's own verdicts stay with
// k6; ours come from the histograms.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import type { Job } from "../matrix/job.ts";
import { durationOf } from "../profiles/shape.ts";
import { sloText } from "../slo.ts";
import { brokenOf } from "./abort-on.ts";
import { usageOf } from "../../sim/bridge/server-sampler.ts";
import { findK6, k6Version } from "./find-k6.ts";
import { csvSettings } from "./k6-lines.ts";
import { K6Samples } from "./k6-samples.ts";
import { writeScript } from "./k6-script.ts";
import type { Connection, Driver, LoadHooks, LoadPlan } from "./plan.ts";
import { planOfResult } from "./plan-of-result.ts";
import { provenanceOf } from "./provenance.ts";
import { Recorder } from "./recorder.ts";
import { resultFormat, rowMsOf, settleMs, type LoadEnd, type LoadResult } from "./result.ts";
import { TargetWatch } from "./target-watch.ts";
import { versions } from "./versions.ts";

/** What the k6 driver may be told beside what every driver is. */
export interface K6Settings {
  /** Path of the program. Default: see find-k6.ts. */
  readonly program?: string;
  /** Where k6's own summary goes, as JSON. */
  readonly summaryFile?: string;
}

/** k6 gets so long to stop by itself before it is killed: load must end within a second. */
const stopMs = 700;

/** How often the run is looked at, and k6's processor time at one such look of so many. */
const watchMs = 250;
const cpuEvery = 4;

/** k6 hands out its samples a little after they were taken. */
const sampleDelayMs = 1_000;

/** After a whole run it may take longer, to write its summary. */
const summaryMs = 10_000;

/** A driver that runs k6. @throws LoadProblem where there is no k6 */
export function k6Driver(settings: K6Settings = {}): Driver {
  const program = findK6(settings.program);
  return (plan, hooks = {}) => new K6Run(plan, hooks, { ...settings, program }).result();
}

class K6Run {
  readonly #plan: LoadPlan;
  readonly #hooks: LoadHooks;
  readonly #settings: K6Settings & { readonly program: string };
  readonly #recorder: Recorder;
  readonly #samples: K6Samples;
  readonly #target = new TargetWatch();
  #end: LoadEnd = { how: "whole", why: "" };
  #child: ChildProcess | undefined;
  #cpuMs = 0;
  #cpuBeforeMs = 0;
  #watched = 0;
  #errors = "";
  /** All journeys have ended before the drain is over: k6 is told to stop, which is no failure. */
  #done = false;

  constructor(
    plan: LoadPlan,
    hooks: LoadHooks,
    settings: K6Settings & { readonly program: string },
  ) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#settings = settings;
    this.#recorder = new Recorder(plan.shape);
    this.#samples = new K6Samples({
      ...{ recorder: this.#recorder, shape: plan.shape, listenRampMs: plan.listenRampMs },
      rowMs: rowMsOf(durationOf(plan.shape)),
      onEnd: (failure, timeMs) => this.#target.ended(failure, timeMs),
      onRow: (endMs, timeMs) => this.#closeRow(endMs, timeMs),
    });
  }

  async result(): Promise<LoadResult> {
    const folder = mkdtempSync(join(tmpdir(), "rashomon-k6-"));
    const stopped = () => this.#endWith({ how: "stopped", why: "It was stopped by its user." });
    this.#hooks.signal?.addEventListener("abort", stopped, { once: true });
    try {
      if (this.#hooks.signal?.aborted === true) stopped();
      else await this.#run(folder);
    } finally {
      this.#hooks.signal?.removeEventListener("abort", stopped);
      rmSync(folder, { recursive: true, force: true });
    }
    const { program } = this.#settings;
    return {
      ...{ format: resultFormat, driver: "k6", plan: planOfResult(this.#plan) },
      startedAt: new Date(this.#samples.startMs ?? Date.now()).toISOString(),
      ...{ end: this.#end, phases: this.#recorder.phases(), series: this.#recorder.series },
      generator: {
        ...{ cpuMs: this.#cpuMs, requests: this.#recorder.requests },
        ...this.#samples.generator(durationOf(this.#plan.shape)),
      },
      versions: { ...versions(), k6: k6Version(program) },
      provenance: provenanceOf(this.#plan),
    };
  }

  async #run(folder: string): Promise<void> {
    const jobFile = join(folder, "job.json");
    writeFileSync(jobFile, JSON.stringify(jobOf(this.#plan, this.#hooks.connection)), {
      mode: 0o600,
    });
    const script = await writeScript(folder);
    if (this.#end.how !== "whole") return;
    const child = spawn(this.#settings.program, argumentsFor(this.#plan, script), {
      stdio: ["ignore", "pipe", "pipe"],
      env: this.#environment(folder, jobFile),
    });
    this.#child = child;
    // Load must not outlive whoever asked for it.
    const orphan = () => child.kill("SIGKILL");
    process.once("exit", orphan);
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#samples.take(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-4_000);
    });
    const watching = setInterval(() => this.#watch(child), watchMs);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    }).finally(() => {
      clearInterval(watching);
      process.removeListener("exit", orphan);
    });
    // 99 says that a threshold was crossed, which is for us to judge.
    if (code !== 0 && code !== 99 && !this.#done) this.#endWith(this.#failure(code));
    if (this.#samples.crashes > 0) this.#endWith(this.#failure(code));
  }

  #failure(code: number | null): LoadEnd {
    const last = this.#errors.trim().split("\n").slice(-2).join(" ").slice(0, 400);
    return { how: "generator failed", why: `k6 ended with code ${code ?? "none"}: ${last}` };
  }

  #lookAtCpu({ pid }: ChildProcess): void {
    const cpuMs = pid === undefined ? undefined : usageOf(pid)?.cpuMs;
    if (cpuMs === undefined) return;
    // Before the load k6 compiles the script and makes its VUs, which is no part of it.
    if (this.#samples.startMs === undefined) this.#cpuBeforeMs = cpuMs;
    this.#cpuMs = cpuMs - this.#cpuBeforeMs;
  }

  #watch(child: ChildProcess): void {
    if (this.#watched++ % cpuEvery === 0 || this.#samples.startMs === undefined) {
      this.#lookAtCpu(child);
    }
    const lost = this.#target.lost(Date.now());
    if (lost !== undefined) this.#endWith({ how: "target lost", why: lost });
    const { startMs } = this.#samples;
    if (startMs === undefined) return;
    // Where nothing happens no sample moves the clock; the newest may still be under way.
    this.#samples.clock(Date.now() - sampleDelayMs);
    const settledMs = startMs + durationOf(this.#plan.shape) + settleMs + sampleDelayMs;
    if (Date.now() >= settledMs && this.#recorder.inFlight === 0 && !this.#done) {
      this.#done = true;
      this.#lookAtCpu(child);
      this.#stop(summaryMs);
    }
  }

  #closeRow(endMs: number, timeMs: number): void {
    const row = this.#recorder.closeRow(endMs, this.#hooks.sampleTarget?.());
    this.#hooks.onProgress?.(row);
    const lost = this.#target.lost(timeMs);
    if (lost !== undefined) this.#endWith({ how: "target lost", why: lost });
    const broken = brokenOf(this.#plan, this.#recorder.phases);
    if (broken !== undefined) this.#endWith({ how: "threshold broken", why: broken });
  }

  #endWith(end: LoadEnd): void {
    if (this.#end.how !== "whole") return;
    this.#end = end;
    this.#stop(stopMs);
  }

  #stop(patienceMs: number): void {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), patienceMs).unref();
  }

  /** Only what k6 needs: a proxy of the user's must not see load that is meant for loopback. */
  #environment(folder: string, jobFile: string): NodeJS.ProcessEnv {
    const { ca } = this.#hooks.connection ?? {};
    const caFile = join(folder, "ca.pem");
    if (ca !== undefined) writeFileSync(caFile, ca);
    const { summaryFile } = this.#settings;
    // k6 makes no folders.
    if (summaryFile !== undefined) mkdirSync(dirname(summaryFile), { recursive: true });
    return {
      PATH: process.env["PATH"],
      HOME: folder,
      K6_NO_USAGE_REPORT: "true",
      ...csvSettings,
      ...k6Memory,
      RASHOMON_JOB: jobFile,
      RASHOMON_GENERATORS: String(this.#plan.segment?.of ?? 1),
      RASHOMON_SUMMARY: summaryFile ?? join(folder, "summary.json"),
      ...(ca !== undefined && { SSL_CERT_FILE: caFile }),
    };
  }
}

/**
 * How k6 collects garbage. Each VU holds the workload, which a collection looks through: a tenth of all
 * processor time went there. It may wait for as long as there is memory.
 */
export const k6Memory = { GOGC: "800", GOMEMLIMIT: `${Math.floor(totalmem() / 2)}B` };

function argumentsFor({ segment }: LoadPlan, script: string): string[] {
  const flags = ["--quiet", "--no-color", "--log-format", "raw", "--address", "", "--out", "csv=-"];
  if (segment !== undefined) {
    const { index, of } = segment;
    const cuts = Array.from({ length: of + 1 }, (_unused, n) => (n === of ? "1" : `${n}/${of}`));
    flags.push("--execution-segment", `${cuts[index]}:${cuts[index + 1]}`);
    flags.push("--execution-segment-sequence", cuts.join(","));
  }
  return ["run", ...flags, script];
}

/** The job for a plan. It holds the stage's secrets. */
export function jobOf(plan: LoadPlan, { insecure = false }: Connection = {}): Job {
  const { stage, mix, shape, seed, runId, haste, inTurn } = plan;
  const { listeners, listenRampMs, drainMs, inFlightMax, thresholds = [] } = plan;
  return {
    plan: {
      ...{ mix, shape, seed, runId, listeners, listenRampMs, drainMs, inFlightMax, insecure },
      thresholds: thresholds.map(sloText).join(","),
      ...(haste !== undefined && { haste }),
      ...(inTurn !== undefined && { inTurn }),
    },
    stage,
  };
}
