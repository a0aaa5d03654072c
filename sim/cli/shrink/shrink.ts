// `rashomon shrink`: the smallest plan that fails as a given run does, in the same words and by the same mechanism.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { referee } from "../../../test/reference/index.ts";
import { weaknesses } from "../../check/index.ts";
import { checkOf, regressionFormat, run, shrinking, sizeOf } from "../../run/index.ts";
import type { Failure, Plan, PlanSize, Regression } from "../../run/index.ts";
import { quoted } from "../again.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { onSignals } from "../on-signals.ts";
import { mustTakeFile, writeWholeFile, type Output } from "../output.ts";
import { failingRun, runArgument, runOptions } from "./failing-run.ts";
import { PlanPool } from "./plan-pool.ts";
import { checkRunFolder, folderName, pointLatest, writeRunFolder } from "../run/run-folder.ts";
import { reportOf, reportTextOf } from "../run/run-report.ts";

export const shrink: Command = {
  name: "shrink",
  summary:
    "look for the smallest plan that fails as a run does, by the same mechanism, and keep it",
  args: [runArgument],
  options: [
    ...runOptions,
    { flags: "--jobs <J>", about: "worker threads (default: one for each processor)" },
    { flags: "--max-runs <N>", about: "stop after so many runs (default: 5000)" },
    { flags: "--keep <FILE>", about: "where to write it as a regression (default: in the folder)" },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/SCENARIO/SEED-shrunk)" },
  ],
  examples: [
    "rashomon shrink stale-state --room-version 11",
    "rashomon shrink swarm --seed 12",
    "rashomon shrink out/latest --check converges --jobs 2",
    "rashomon shrink plan.json --keep scenarios/regressions/stale-join-rules.json",
  ],
  run: shrinkCommand,
};

async function shrinkCommand({ args, options, output }: Call): Promise<ExitCode> {
  const jobs = options.integer("jobs", { min: 1, max: 256 }) ?? availableParallelism();
  const runsMax = options.integer("maxRuns", { min: 1, max: 1_000_000 }) ?? 5000;
  const { plan, failure } = failingRun(args[0] as string, options);
  const folder =
    options.text("out") ??
    join("out", folderName(plan.scenario), `${folderName(plan.seed)}-shrunk`);
  checkRunFolder(folder);
  const keep = options.text("keep");
  if (keep !== undefined) mustTakeFile(keep, "--keep");

  const started = performance.now();
  const { smallest, runs, end } = await search(plan, { failure, jobs, runsMax, output });
  const seconds = (performance.now() - started) / 1000;
  const final: Plan = { ...smallest, trace: "full", ...aboutOf(smallest, failure) };
  const result = run(final, { referee });
  const again = `rashomon run ${quoted(join(folder, "plan.json"))}`;
  const report = reportOf(result, seconds, again);
  const reportText = reportTextOf(result, { again, extra: "", lines: Infinity });
  const { records } = result;
  const regression = regressionOf(final, failure);
  const made = { plan: final, records, reportText, report, regression };
  const files = await writeRunFolder(folder, made);
  if (options.text("out") === undefined) pointLatest(folder);
  if (keep !== undefined) writeWholeFile(keep, `${JSON.stringify(regression, undefined, 2)}\n`);
  const sizes = { before: sizeOf(plan), after: sizeOf(final) };
  const { signature, known } = failure;
  const facts = {
    command: "shrink",
    signature,
    known: known ?? null,
    ...sizes,
    runs,
    end,
    seconds,
  };
  output.result({ ...facts, again, files, regression: keep ?? files.regression }, () => {
    const shown = reportTextOf(result, { again, extra: "", lines: 60 });
    const where = `open ${files.page ?? files.trace}\n`;
    const kept = `regression ${keep ?? files.regression}: in scenarios/regressions/ the tests run it\n`;
    return `${shown}\n${sizesText(sizes, { failure, runs, end, seconds })}${where}${kept}`;
  });
  return end === "interrupted" ? exitCode.notConverged : exitCode.ok;
}

/** Why a search ended. */
type SearchEnd = keyof typeof ends;
const ends = {
  done: "nothing more can be left out",
  runs: "stopped at --max-runs; shrink the result to go on",
  interrupted: "interrupted; shrink the result to go on",
} as const;

async function search(
  plan: Plan,
  input: { failure: Failure; jobs: number; runsMax: number; output: Output },
): Promise<{ smallest: Plan; runs: number; end: SearchEnd }> {
  const { failure, runsMax, output } = input;
  const pool = new PlanPool(input.jobs);
  const asking = shrinking(plan);
  let smallest = plan;
  let runs = 0;
  let interrupted = false;
  const off = onSignals(() => void (interrupted = true));
  try {
    for (let step = asking.next(); !step.done;) {
      const { candidates, pass, size } = step.value;
      output.progress(`${pass}: ${sizeText(size)}, ${runs} runs`);
      const hit = await pool.firstFailing(candidates, failure);
      runs += hit < 0 ? candidates.length : hit + 1;
      if (hit >= 0) smallest = candidates[hit];
      if (runs >= runsMax) return { smallest, runs, end: "runs" };
      // What is smallest by then is worth having.
      if (interrupted) return { smallest, runs, end: "interrupted" };
      step = asking.next(hit);
    }
    return { smallest, runs, end: "done" };
  } finally {
    off();
    output.progress("");
    await pool.close();
  }
}

/** What a swarm says of its plan is not true of a smaller one. */
function aboutOf({ about = "", seed }: Plan, { signature }: Failure): Pick<Plan, "about"> {
  if (!about.startsWith("Drawn by chance")) return { about };
  const check = checkOf(signature);
  return { about: `The smallest story that breaks ${check} as the swarm's seed ${seed} does.` };
}

function regressionOf(plan: Plan, { signature, known }: Failure): Regression {
  const about = `${plan.about || plan.scenario} Shrunk from seed ${plan.seed}.`;
  const mechanism = known !== undefined && { known };
  return { format: regressionFormat, about, signature, ...mechanism, plan };
}

const parts = ["servers", "rooms", "users", "deeds", "faults", "late"] as const;
const words = { late: "late messages" } as Record<string, string | undefined>;

/** A size in words; what there is none of is left out. */
function sizeText(size: PlanSize): string {
  const some = parts.filter((part) => size[part] > 0);
  return some
    .map((part) => {
      const word = words[part] ?? part;
      return `${size[part]} ${size[part] === 1 ? word.slice(0, -1) : word}`;
    })
    .join(", ");
}

function sizesText(
  { before, after }: { before: PlanSize; after: PlanSize },
  facts: { failure: Failure; runs: number; end: SearchEnd; seconds: number },
): string {
  const some = parts.filter((part) => before[part] + after[part] > 0);
  const rows = some.map((part) => {
    const name = words[part] ?? part;
    return `  ${name.padEnd(13)} ${String(before[part]).padStart(6)} → ${after[part]}`;
  });
  return [
    `shrunk: ${facts.failure.signature}`,
    `  mechanism     ${mechanismText(facts.failure)}`,
    ...rows,
    `  ${facts.runs} runs in ${facts.seconds.toFixed(1)} s; ${ends[facts.end]}`,
    "",
  ].join("\n");
}

/** What every smaller plan had to share beside the words of the failure. */
function mechanismText({ known }: Failure): string {
  if (known === undefined) return "none that is known, before and after";
  return `${known}, before and after: ${weaknesses[known].about}`;
}
