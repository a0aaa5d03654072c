// The failing run that a command line names, for `rashomon shrink` and `rashomon curve`: the folder of a run, a plan
// file, or what `rashomon run` takes, a scenario with its seed, as the report of a sweep says it.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { referee } from "../../../test/reference/index.ts";
import { scenarios } from "../../../scenarios/index.ts";
import { checks } from "../../check/index.ts";
import { checkOf, failuresOf, run, type Failure, type Plan } from "../../run/index.ts";
import { closest } from "../../run/plan/closest.ts";
import type { Option, Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { planFromFile, planOf, planOptions, planSource, saysItself } from "../run/plan-source.ts";

/** The argument that `failingRun` reads. */
export const runArgument = {
  name: "<RUN>",
  about: "the folder of a run, a plan file, or a scenario, which --seed goes with",
};

/** The options of `failingRun`. */
export const runOptions: readonly Option[] = [
  { flags: "--check <NAME>", about: `which failure: ${[...checks.keys()].join(", ")}` },
  { flags: "--seed <S>", about: "with a scenario: which of its runs (default: 1)" },
  ...planOptions,
];

/** A plan and how it fails. */
export interface FailingRun {
  readonly plan: Plan;
  /** Of the check that `--check` names, else the first. */
  readonly failure: Failure;
}

/** What a command line names; throws a `Problem` where there is no such run, or where it does not fail. */
export function failingRun(name: string, options: Options): FailingRun {
  const check = options.choice("check", [...checks.keys()]);
  const plan = planNamed(name, options);
  const failures = failuresOf(run(plan, { referee }));
  const failure = failures.find(({ signature }) => {
    return check === undefined || checkOf(signature) === check;
  });
  if (failure !== undefined) return { plan, failure };
  const what = check === undefined ? "all its checks hold" : `its check ${check} is not broken`;
  const broken = failures.map(({ signature }) => checkOf(signature)).join(", ");
  throw new Problem({
    file: name,
    message: `its run with seed ${plan.seed} does not fail: ${what}`,
    remedy:
      failures.length > 0
        ? `Broken is: ${broken}.`
        : "Give a run that ended with exit code 1 or 3, such as `stale-state --room-version 11`.",
  });
}

function planNamed(name: string, options: Options): Plan {
  const seed = options.text("seed");
  if (scenarios.has(name)) return planOf(planSource(name, options), seed ?? "1");
  const file = planFileOf(name);
  if (seed !== undefined) throw saysItself(file, "seed", "seed");
  return planFromFile(file, options);
}

/** A run's folder or a plan file. */
function planFileOf(name: string): string {
  if (!existsSync(name)) throw noSuchRun(name);
  if (!statSync(name).isDirectory()) return name;
  const file = join(name, "plan.json");
  if (existsSync(file) || !existsSync(join(name, "results.sqlite"))) return file;
  throw new Problem({
    file: name,
    message: "this is the folder of a sweep, which is many runs",
    remedy: "Name one of its failing seeds as its report does, such as `swarm --seed 12`.",
  });
}

function noSuchRun(name: string): Problem {
  const near = closest(name, [...scenarios.keys()]);
  return new Problem({
    file: name,
    message: "there is no such file, and no scenario of that name",
    remedy: near
      ? `Did you mean ${near}?`
      : "Check the path, or give a scenario and a seed: `swarm --seed 12`.",
  });
}
