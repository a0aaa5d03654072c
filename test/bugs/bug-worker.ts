// Runs stories in a worker thread that has a planted bug in it, or none. What runs them is loaded
// only once the bug is planted, so nothing here may import it but for its types.
import { workerData } from "node:worker_threads";
import type { Plan, RunResult } from "../../sim/run/index.ts";
import type { Hunted } from "./hunting-ground.ts";
import { plantedBugs } from "./index.ts";
import { plant } from "./plant.ts";

/** What is asked of the thread: how plans fail, how a range of seeds does, or a whole run. */
export type BugTask =
  | { readonly plans: readonly Plan[] }
  | { readonly seeds: readonly number[]; readonly how: Hunted }
  | { readonly whole: Plan };

/** What a run comes to: signatures of its failures; empty where all is well. */
export type Signatures = readonly string[];

const [, own] = workerData as [unknown, { bug: string | undefined }];
const bug = plantedBugs.find(({ name }) => name === own.bug);
if (bug !== undefined) plant(bug);
const { run, signaturesOf } = await import("../../sim/run/index.ts");
const { huntingPlan } = await import("./hunting-ground.ts");
const { referee } = await import("../reference/index.ts");

/** Answers a task; runs are in the order in which they were asked for. */
export default function work(task: BugTask): Signatures[] | RunResult {
  if ("whole" in task) return run(task.whole, { referee });
  if ("plans" in task) return task.plans.map(failuresOf);
  return task.seeds.map((seed) => failuresOf(huntingPlan(String(seed), task.how)));
}

/** A run that throws has failed as well: the bug broke an assertion of the program's own. */
function failuresOf(plan: Plan): Signatures {
  try {
    return signaturesOf(run(plan, { referee }));
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    // A plan whose room nobody can make is no story, with or without a bug.
    if (thrown.constructor.name === "PlanError") return [];
    return [
      `thrown: ${thrown.message.replace(/\$[A-Za-z0-9_-]{20,}/g, "EVENT").replace(/\d+/g, "#")}`,
    ];
  }
}
