// `rashomon run`: a scenario or a plan file, simulated and judged.
import { quoted } from "../again.ts";
import { referee } from "../../../test/reference/index.ts";
import { checkDeterminism, PlanError, run as runPlan, showMs } from "../../run/index.ts";
import type { Plan, RunOptions } from "../../run/index.ts";
import { traceLevels } from "../../trace/records.ts";
import { flagOf, type Call, type Command, type Options } from "../command.ts";
import { determinismReport, determinismText } from "./determinism-report.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { planArgument, planOf, planOptions, planSource, saysItself } from "./plan-source.ts";
import { scenarioOf } from "./plan-source.ts";
import { Problem } from "../problem.ts";
import { liveRun } from "./live-run.ts";
import { serveLive, serveOptions, wantsServing, type ServedFeed } from "../view/view-serve.ts";
import { ed25519Keys } from "./run-keys.ts";
import { checkRunFolder, pointLatest, usualFolder, writeRunFolder } from "./run-folder.ts";
import { filesText, reportOf, reportTextOf } from "./run-report.ts";

export const run: Command = {
  name: "run",
  summary: "simulate a scenario or a plan, judge it, and write its trace and replay page",
  args: [planArgument],
  options: [
    { flags: "--seed <S>", about: "what chance is drawn from (default: 1)" },
    ...planOptions,
    { flags: "--trace <LEVEL>", about: `what to keep: ${traceLevels.join(", ")}` },
    {
      flags: "--check-determinism",
      about: "run twice, and say where the two runs part (exit code 4)",
    },
    { flags: "--no-memory", about: "remember nothing (slow; the hash must stay the same)" },
    ...serveOptions,
    { flags: "--pace <X>", about: "with --serve: virtual seconds a second (default: no limit)" },
    {
      flags: "-o, --out <DIR>",
      about: "folder to write (default: out/SCENARIO/SEED, of a plan file with its digest)",
    },
  ],
  examples: [
    "rashomon run netsplit-ban --seed 7",
    "rashomon run stale-state --room-version 11",
    "rashomon run out/netsplit-ban/7/plan.json",
    "rashomon run netsplit-ban --serve --pace 5",
  ],
  run: runCommand,
};

async function runCommand({ args, options, output }: Call): Promise<ExitCode> {
  const name = args[0] as string;
  const source = planSource(name, options);
  const seed = options.text("seed");
  if ("plan" in source && seed !== undefined) throw saysItself(name, "seed", "seed");
  const plan = "plan" in source ? source.plan : planOf(source, seed ?? "1");
  const folder = options.text("out") ?? usualFolder(plan, { isFile: "plan" in source });
  checkRunFolder(folder);
  const live = wantsServing(options) ? await serveRun(plan, options, output) : undefined;
  const keys = ed25519Keys(plan);
  const started = performance.now();
  const runOptions: RunOptions = {
    referee,
    ...(keys === undefined ? {} : { keys }),
    remember: options.flag("memory"),
    onProgress: ({ atMs, deliveries }) =>
      output.progress(`${showMs(atMs)} of virtual time, ${deliveries} deliveries`),
  };
  const twice = options.flag("checkDeterminism")
    ? orExplain(() => checkDeterminism(plan, runOptions))
    : undefined;
  const result = twice?.result ?? orExplain(() => runPlan(plan, runOptions));
  output.progress("");
  const seconds = (performance.now() - started) / 1000;
  const again = `rashomon run ${quoted(name)}${flagsAgain(options, plan)}`;
  const report = reportOf(result, seconds, again);
  const extra = scenarioOf(source)?.report?.(result.records) ?? "";
  const reportText = reportTextOf(result, { again, extra, lines: Infinity });
  const files = await writeRunFolder(folder, {
    plan,
    records: result.records,
    reportText,
    report,
  });
  if (options.text("out") === undefined) pointLatest(folder);
  const deterministic = twice === undefined ? {} : determinismReport(twice);
  output.result({ ...report, ...deterministic, files }, () => {
    const text = reportTextOf(result, { again, extra, lines: 60 });
    return text + filesText(files, result, seconds) + determinismText(twice);
  });
  await live?.ended;
  if (twice?.difference !== undefined) return exitCode.bug;
  return exitCodes[result.outcome];
}

/**
 * Shows the run while it goes on, in a thread of its own. What is written comes from a run of the
 * same plan afterwards, which is the same run.
 */
async function serveRun(plan: Plan, options: Options, output: Call["output"]): Promise<ServedFeed> {
  const pace = options.number("pace", { min: 0.01, max: 1_000_000 });
  const served = await serveLive(options, output);
  await liveRun({ plan, ...(pace === undefined ? {} : { pace }) }, served.feed, served.ended);
  return served;
}

const exitCodes = {
  held: exitCode.ok,
  broken: exitCode.broken,
  unsettled: exitCode.notConverged,
} as const;

function orExplain<Result>(runIt: () => Result): Result {
  try {
    return runIt();
  } catch (thrown) {
    if (!(thrown instanceof PlanError) && !(thrown instanceof RangeError)) throw thrown;
    throw new Problem({
      message: thrown.message,
      remedy: "Change the plan or the options; `rashomon run --help` has examples.",
    });
  }
}

function flagsAgain(options: Options, plan: Plan): string {
  let flags = options.text("seed") === undefined ? "" : ` --seed ${quoted(plan.seed)}`;
  for (const name of ["servers", "roomVersion", "policy", "checks"]) {
    const value = options.text(name);
    if (value !== undefined) flags += ` ${flagOf(name)} ${quoted(value)}`;
  }
  for (const fault of options.list("fault")) flags += ` --fault ${quoted(fault)}`;
  return flags;
}
