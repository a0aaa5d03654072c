// `rashomon curve`: from a failing run, when the failure was decided.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { checkOf } from "../../run/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { mustTakeFiles, writeWholeFile } from "../output.ts";
import { folderName } from "../run/run-folder.ts";
import { PlanPool } from "../shrink/plan-pool.ts";
import { failingRun, runArgument, runOptions } from "../shrink/failing-run.ts";
import { askCurve, type Curve } from "./ask-curve.ts";
import { curveLines, curvePage, findingOf, type Drawn } from "./curve-text.ts";

export const curve: Command = {
  name: "curve",
  summary:
    "when a failure was decided: its probability by the time from which chance is drawn anew",
  args: [runArgument],
  options: [
    ...runOptions,
    {
      flags: "--anew <WHAT>",
      about: "what is drawn anew: chance, or deeds as well (default: deeds for a swarm's plan)",
    },
    { flags: "--points <K>", about: "times that are tried, and half as many again (default: 12)" },
    { flags: "--runs <R>", about: "runs at each time (default: 40)" },
    { flags: "--jobs <J>", about: "worker threads (default: one for each processor)" },
    { flags: "-o, --out <DIR>", about: "folder for the page (default: out/SCENARIO/SEED-curve)" },
  ],
  examples: [
    "rashomon curve swarm --seed 12",
    "rashomon curve out/latest --check no-state-reset --runs 100",
    "rashomon curve plan.json --anew chance --json",
  ],
  run: curveCommand,
};

async function curveCommand({ args, options, output, again }: Call): Promise<ExitCode> {
  const given = options.choice("anew", ["chance", "deeds"]);
  const points = options.integer("points", { min: 3, max: 1000 }) ?? 12;
  const runs = options.integer("runs", { min: 5, max: 100_000 }) ?? 40;
  const jobs = options.integer("jobs", { min: 1, max: 256 }) ?? availableParallelism();
  const { plan, failure } = failingRun(args[0] as string, options);
  const { signature } = failure;
  const anew = given ?? (plan.scenario === "swarm" ? "deeds" : "chance");
  const folder =
    options.text("out") ?? join("out", folderName(plan.scenario), `${folderName(plan.seed)}-curve`);
  const files = { page: join(folder, "report.html"), data: join(folder, "report.json") };
  mustTakeFiles(folder);
  const started = performance.now();
  const asking = askCurve(plan, { points, runs, anew });
  const found = await drive(asking, { signature, jobs }, output.progress.bind(output));
  const seconds = (performance.now() - started) / 1000;
  const drawn: Drawn = { plan, signature, anew, curve: found, runs, again };
  const facts = { command: "curve", signature, anew, runs, finding: findingOf(drawn), ...found };
  writeWholeFile(files.page, curvePage(drawn));
  writeWholeFile(files.data, `${JSON.stringify({ ...facts, again }, undefined, 2)}\n`);
  output.result({ ...facts, seconds, files, again }, () => {
    return `${curveLines(drawn).join("\n")}\nopen ${files.page}\n`;
  });
  return exitCode.ok;
}

/** Runs what a curve asks for; a run fails alike where the same check is broken. */
async function drive(
  asking: ReturnType<typeof askCurve>,
  { signature, jobs }: { signature: string; jobs: number },
  progress: (text: string) => void,
): Promise<Curve> {
  const pool = new PlanPool(jobs);
  const check = checkOf(signature);
  let done = 0;
  try {
    let step = asking.next();
    while (step.done !== true) {
      progress(`${done} runs, now anew from ${Math.round(step.value.atMs / 1000)} s`);
      const answers = await Promise.all(step.value.plans.map((plan) => pool.failuresOf(plan)));
      done += answers.length;
      const alike = answers.filter((failed) =>
        failed.some((one) => checkOf(one.signature) === check),
      );
      step = asking.next(alike.length);
    }
    return step.value;
  } finally {
    progress("");
    await pool.close();
  }
}
