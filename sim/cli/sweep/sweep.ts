// `rashomon sweep`: many seeds of one story in worker threads, gone on with where it was left.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseSeeds } from "../../run/index.ts";
import type { SeedRange } from "../../run/index.ts";
import { quoted } from "../again.ts";
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { planArgument, planOf, planOptions, planSource } from "../run/plan-source.ts";
import { ownVersion } from "../own-version.ts";
import { Problem } from "../problem.ts";
import { folderName } from "../run/run-folder.ts";
import { reachedBy, sweepHash, writeReports } from "./sweep-facts.ts";
import { findCanary, type Canary } from "./canary.ts";
import { storyOf } from "./sweep-story.ts";
import { isBroken, sweepText, type SweepFacts } from "./sweep-report.ts";
import { blindBatches, guidedBatches, guidedStoryOf } from "./sweep-batches.ts";
import { guidanceOf, keepPlans } from "./sweep-guidance.ts";
import { runPending, Tally, type Sweeping } from "./sweep-run.ts";
import { SweepStore } from "./sweep-store.ts";
import { putIntoQueue } from "./queue/put.ts";

export const sweep: Command = {
  name: "sweep",
  summary: "run many seeds of a scenario or a plan, and group what breaks",
  args: [{ ...planArgument, name: "[SCENARIO]" }],
  options: [
    { flags: "--swarm", about: "stories drawn by chance: the scenario `swarm`" },
    { flags: "--seeds <A..B>", about: "the seeds to run (default: 1..100)" },
    ...planOptions,
    { flags: "--guided", about: "go on from plans that came to something new, besides fresh ones" },
    { flags: "--jobs <J>", about: "worker threads (default: one for each processor)" },
    { flags: "--for <SECONDS>", about: "stop after some time; the same command goes on" },
    { flags: "--max-failures <N>", about: "stop when so many runs have failed" },
    { flags: "--until-stable <N>", about: "stop when the last N seeds came to nothing new" },
    { flags: "--allow-known", about: "exit code 1 for news only, not for known weaknesses" },
    { flags: "--queue <URL>", about: "only put the seeds into the queue of a PostgreSQL" },
    { flags: "-o, --out <DIR>", about: "folder for the results (default: out/sweeps/SCENARIO)" },
  ],
  examples: [
    "rashomon sweep netsplit-ban --seeds 1..1000",
    "rashomon sweep --swarm --seeds 1..10000",
    "rashomon sweep --swarm --seeds 1..10000 --allow-known",
    "rashomon sweep --swarm --guided --seeds 1..2000",
    "rashomon sweep stale-state --room-version 11 --seeds 1..200 --jobs 2",
    "rashomon sweep out/netsplit-ban/7/plan.json --seeds 1..50 --for 60",
    "rashomon sweep --swarm --guided --seeds 1..1000000 --queue postgres://me@db.test/sweeps",
  ],
  run: sweepCommand,
};

async function sweepCommand({ args, options, output }: Call): Promise<ExitCode> {
  const name = storyName(args[0], options);
  const source = planSource(name, options);
  const seeds = seedsOf(options);
  const { scenario, checks } = planOf(source, String(seeds.first));
  const queue = options.text("queue");
  const guided = options.flag("guided");
  if (queue !== undefined) {
    const story = guided ? guidedStoryOf(source, seeds) : storyOf(source);
    const sweep = { story, software: ownVersion(), scenario, source, seeds, guided };
    return putIntoQueue(queue, sweep, output);
  }
  const folder = options.text("out") ?? join("out", "sweeps", folderName(scenario));
  const jobs = options.integer("jobs", { min: 1, max: 256 }) ?? availableParallelism();
  const limits = {
    seconds: options.integer("for", { min: 1, max: 10_000_000 }) ?? Infinity,
    failures: options.integer("maxFailures", { min: 1, max: 1_000_000_000 }) ?? Infinity,
    stable: options.integer("untilStable", { min: 1, max: 1_000_000_000 }) ?? Infinity,
  };
  const file = join(folder, "results.sqlite");
  const story = guided ? guidedStoryOf(source, seeds) : storyOf(source);
  const store = await SweepStore.open(file, { story, software: ownVersion() });
  try {
    const started = performance.now();
    const tally = new Tally(store, seeds);
    const before = tally.done;
    let canary: Canary | undefined;
    const first: Sweeping["first"] = async (ask) => {
      canary = await findCanary(ask, { checks, guided });
    };
    const batches = (guided ? guidedBatches : blindBatches)({ source, seeds, store, jobs });
    const end = await runPending({ batches, seeds, jobs, limits, store, tally, first }, (text) =>
      output.progress(text),
    );
    output.progress("");
    const failures = store.failures(seeds);
    const runs = guided ? store.guidedRuns(seeds) : [];
    const plans = keepPlans(folder, { source, runs, failures });
    const facts: SweepFacts = {
      ...{ scenario, seeds, end, jobs, done: tally.done, ran: tally.done - before },
      seconds: (performance.now() - started) / 1000,
      ...(canary !== undefined && { canary }),
      allowsKnown: options.flag("allowKnown"),
      outcomes: store.outcomes(seeds),
      failures,
      ...(guided && { guidance: guidanceOf(runs) }),
      ...reachedBy(store.places(), planOf(source, String(seeds.first))),
      hash: sweepHash(store.hashes(seeds)),
      words: (seed) => plans.get(seed) ?? runWords(name, options, seed),
    };
    const report = writeReports(folder, facts, { command: "sweep", files: { results: file } });
    output.result(report, () => {
      return `${sweepText(facts)}results in ${file}\nopen ${report.files.page}\n`;
    });
    return exitOf(facts);
  } finally {
    store.close();
  }
}

/** The story that a command line names: a scenario, a plan file, or the swarm. */
export function storyName(given: string | undefined, options: Options): string {
  if (!options.flag("swarm") && given !== undefined) return given;
  if (options.flag("swarm") && (given === undefined || given === "swarm")) return "swarm";
  throw new Problem({
    message:
      given === undefined ? "no story is named" : `--swarm draws its stories, and ${given} is one`,
    remedy: "Name a scenario or a plan file, or give --swarm alone.",
  });
}

function seedsOf(options: Options): SeedRange {
  const text = options.text("seeds") ?? "1..100";
  const seeds = parseSeeds(text);
  if (seeds !== undefined) return seeds;
  throw new Problem({
    message: `--seeds cannot be ${JSON.stringify(text)}`,
    remedy: "Give a range of whole numbers from the first to the last one, such as 1..1000.",
  });
}

function runWords(name: string, options: Options, seed: number): string {
  let words = `${name} --seed ${seed}`;
  for (const [option, flag] of [
    ["servers", "--servers"],
    ["roomVersion", "--room-version"],
    ["policy", "--policy"],
    ["checks", "--checks"],
  ]) {
    const value = options.text(option);
    if (value !== undefined) words += ` ${flag} ${quoted(value)}`;
  }
  for (const fault of options.list("fault")) words += ` --fault ${quoted(fault)}`;
  return words;
}

function exitOf(facts: SweepFacts): ExitCode {
  const { outcomes, end } = facts;
  if (isBroken(facts)) return exitCode.broken;
  if ((outcomes["unsettled"] ?? 0) > 0 || end === "interrupted") return exitCode.notConverged;
  return exitCode.ok;
}
