// From a scenario, which is code, and a seed to a plan, which is data. No compiler has seen the names
// in a story, so that what it comes to is looked at as any plan from elsewhere is.
import type { TraceLevel } from "../../trace/records.ts";
import { durationMs } from "../duration.ts";
import { faultFromText } from "../faults/fault-text.ts";
import { planFormat, type Plan } from "../plan/plan.ts";
import { PlanStage } from "./plan-stage.ts";
import { PlanError, readPlan } from "../plan/read-plan.ts";
import type { GenerateOptions, Scenario } from "./scenario.ts";

const day = 24 * 3_600_000;

/**
 * The plan of a scenario for a seed. The same input gives the same plan, everywhere.
 * @throws PlanError where the story or a named fault names what is not there, and says where
 * @throws RangeError for a number of servers, a time or a fault that cannot be read
 * @example const plan = generate(scenarios.get("netsplit-ban"), { seed: "7", servers: 3 });
 */
export function generate(story: Scenario, options: GenerateOptions): Plan {
  const { plan } = story;
  if (plan === undefined) return checked(story, told(story, options));
  // What is drawn fits; faults that somebody adds may not.
  if (!options.faults?.length) return plan(options);
  return checked(story, withMoreFaults(plan(options), options));
}

function checked({ name }: Scenario, plan: Plan): Plan {
  const reading = readPlan(plan);
  if (reading.ok) return plan;
  const { where, message } = reading;
  throw new PlanError(`the scenario ${name} makes no plan that can be run`, { where, message });
}

function told(story: Scenario, options: GenerateOptions): Plan {
  const names = serverNames(story, options.servers);
  const startMs = durationMs(story.setup ?? "10s");
  const stage = new PlanStage(story, options, names, startMs);
  story.story(stage);
  addFaults(stage.steps, options.faults ?? [], startMs);
  const heal = story.healAfter;
  return {
    format: planFormat,
    scenario: story.name,
    about: story.about,
    seed: options.seed,
    servers: stage.serverRows,
    network: {
      delay: story.delay ?? { kind: "uniform", minMs: 20, maxMs: 120 },
      ...(story.loss === undefined ? {} : { loss: story.loss }),
      ...(story.duplication === undefined ? {} : { duplication: story.duplication }),
    },
    rooms: stage.rooms,
    steps: stage.steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id),
    ...(heal === undefined ? {} : { healMs: startMs + durationMs(heal) }),
    settleMs: durationMs(story.settle ?? day),
    nudges: story.nudges ?? 3,
    checks: [...(options.checks ?? story.checks ?? ["all"])],
    ...(story.expect === undefined ? {} : { expect: [...story.expect] }),
    trace: options.trace ?? traceLevel(story, names.length),
  };
}

function withMoreFaults(plan: Plan, { faults = [] }: GenerateOptions): Plan {
  const steps = [...plan.steps];
  addFaults(steps, faults, steps[0]?.atMs ?? 0);
  return { ...plan, steps: steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
}

/**
 * Adds named faults, as they are typed, to the steps of a plan.
 * @param fromMs the time that their `at` is counted from
 * @throws RangeError for one that cannot be read
 */
export function addFaults(steps: Plan["steps"], texts: readonly string[], fromMs: number): void {
  let id = steps.reduce((most, step) => Math.max(most, step.id), -1);
  for (const text of texts) {
    const { atMs, ...fault } = faultFromText(text);
    steps.push({ id: ++id, atMs: fromMs + atMs, ...fault });
  }
}

function traceLevel({ trace = "full" }: Scenario, serverCount: number): TraceLevel {
  return typeof trace === "string" ? trace : trace(serverCount);
}

function serverNames(story: Scenario, wanted: number | undefined): string[] {
  if (typeof story.servers !== "number") {
    if (wanted !== undefined && wanted !== story.servers.length) {
      throw new RangeError(`${story.name} is told with the servers ${story.servers.join(", ")}`);
    }
    return [...story.servers];
  }
  const count = wanted ?? story.servers;
  return Array.from({ length: count }, (_, n) => `hs${n + 1}`);
}
