// `rashomon run`: a scenario or a plan file, simulated and judged.
import { join } from "node:path";
import { scenarios } from "../../scenarios/index.ts";
import { referee } from "../../test/reference/index.ts";
import { findRoomVersion, knownRoomVersions } from "../protocol/room-version.ts";
import { generate, PlanError, run as runPlan, type Plan } from "../run/index.ts";
import { showMs, type RunResult, type Scenario } from "../run/index.ts";
import { policies } from "../server/index.ts";
import { traceLevels } from "../trace/records.ts";
import { closest } from "./closest.ts";
import { flagOf, type Call, type Command, type Options } from "./command.ts";
import { ed25519Keys } from "./run-keys.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { Problem } from "./problem.ts";
import { readPlanFile } from "./read-plan.ts";
import { checkRunFolder, folderName, pointLatest, writeRunFolder } from "./run-folder.ts";
import { filesText, quoted, reportOf, reportTextOf } from "./run-report.ts";

export const run: Command = {
  name: "run",
  summary: "simulate a scenario or a plan, judge it, and write its trace and replay page",
  args: [
    { name: "<SCENARIO>", about: `a plan file, or one of: ${[...scenarios.keys()].join(", ")}` },
  ],
  options: [
    { flags: "--seed <S>", about: "what chance is drawn from (default: 1)" },
    { flags: "--servers <N>", about: "how many servers, where the scenario leaves it open" },
    { flags: "--room-version <V>", about: `one of ${knownRoomVersions}` },
    { flags: "--policy <P>", about: `how servers behave: ${[...policies.keys()].join(" or ")}` },
    { flags: "--trace <LEVEL>", about: `what to keep: ${traceLevels.join(", ")}` },
    { flags: "--no-memory", about: "remember nothing (slow; the hash must stay the same)" },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/SCENARIO/SEED)" },
  ],
  examples: [
    "rashomon run netsplit-ban --seed 7",
    "rashomon run stale-state --room-version 11",
    "rashomon run out/netsplit-ban/7/plan.json",
  ],
  run: runCommand,
};

/** A summary is enough, and all that fits, where many servers take part. */
const summaryFrom = 200;

async function runCommand({ args, options, output }: Call): Promise<ExitCode> {
  const { plan, scenario } = planFor(args[0] as string, options);
  const folder =
    options.text("out") ?? join("out", folderName(plan.scenario), folderName(plan.seed));
  checkRunFolder(folder);
  const keys = ed25519Keys(plan);
  const started = performance.now();
  const result = runOrExplain(plan, {
    referee,
    ...(keys === undefined ? {} : { keys }),
    remember: options.flag("memory"),
    onProgress: ({ atMs, deliveries }) =>
      output.progress(`${showMs(atMs)} of virtual time, ${deliveries} deliveries`),
  });
  output.progress("");
  const seconds = (performance.now() - started) / 1000;
  const again = `rashomon run ${quoted(args[0] as string)}${flagsAgain(options, plan)}`;
  const report = reportOf(result, seconds, again);
  const extra = scenario?.report?.(result.records) ?? "";
  const reportText = reportTextOf(result, { again, extra, lines: Infinity });
  const files = await writeRunFolder(folder, {
    plan,
    records: result.records,
    reportText,
    report,
  });
  if (options.text("out") === undefined) pointLatest(folder);
  output.result({ ...report, files }, () => {
    return reportTextOf(result, { again, extra, lines: 60 }) + filesText(files, result, seconds);
  });
  return exitCodes[result.outcome];
}

const exitCodes = {
  held: exitCode.ok,
  broken: exitCode.broken,
  unsettled: exitCode.notConverged,
} as const;

function runOrExplain(plan: Plan, options: Parameters<typeof runPlan>[1]): RunResult {
  try {
    return runPlan(plan, options);
  } catch (thrown) {
    if (!(thrown instanceof PlanError) && !(thrown instanceof RangeError)) throw thrown;
    throw new Problem({
      message: thrown.message,
      remedy: "Change the plan or the options; `rashomon run --help` has examples.",
    });
  }
}

function planFor(name: string, options: Options): { plan: Plan; scenario?: Scenario } {
  if (/\.json$|[/\\]/.test(name)) return { plan: planFromFile(name, options) };
  const scenario = scenarios.get(name);
  if (scenario === undefined) {
    const near = closest(name, [...scenarios.keys()]);
    throw new Problem({
      message: `there is no scenario ${JSON.stringify(name)}`,
      remedy: near
        ? `Did you mean ${near}? All: ${[...scenarios.keys()].join(", ")}.`
        : `Name a plan file that ends in .json, or one of: ${[...scenarios.keys()].join(", ")}.`,
    });
  }
  const version = options.text("roomVersion");
  if (version !== undefined && findRoomVersion(version) === undefined) {
    throw new Problem({
      message: `room version ${JSON.stringify(version)} is unknown`,
      remedy: `Give one of: ${knownRoomVersions}.`,
    });
  }
  const servers = options.integer("servers", { min: 1, max: 100_000 });
  const policy = options.choice("policy", [...policies.keys()]);
  const level = options.choice("trace", traceLevels);
  const trace = level ?? ((servers ?? 0) > summaryFrom ? "summary" : undefined);
  try {
    const plan = generate(scenario, {
      seed: options.text("seed") ?? "1",
      ...(servers === undefined ? {} : { servers }),
      ...(version === undefined ? {} : { roomVersion: version }),
      ...(policy === undefined ? {} : { policy }),
      ...(trace === undefined ? {} : { trace }),
    });
    return { plan, scenario };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({ message: thrown.message, remedy: "Leave --servers out, or change it." });
  }
}

/** What a plan holds itself, and a flag would only seem to change. */
const planFields = { seed: "seed", servers: "servers", roomVersion: "rooms", policy: "servers" };

function planFromFile(file: string, options: Options): Plan {
  for (const [option, field] of Object.entries(planFields)) {
    if (options.text(option) === undefined) continue;
    throw new Problem({
      message: `a plan file says itself what ${flagOf(option)} would say`,
      remedy: `Leave it out, or change "${field}" in a copy of ${file}.`,
    });
  }
  const level = options.choice("trace", traceLevels);
  const plan = readPlanFile(file);
  return level === undefined ? plan : { ...plan, trace: level };
}

function flagsAgain(options: Options, plan: Plan): string {
  let flags = options.text("seed") === undefined ? "" : ` --seed ${quoted(plan.seed)}`;
  for (const name of ["servers", "roomVersion", "policy"]) {
    const value = options.text(name);
    if (value !== undefined) flags += ` ${flagOf(name)} ${quoted(value)}`;
  }
  return flags;
}
