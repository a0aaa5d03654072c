// What a command line names as the story to run: a scenario with options, or a plan file. It is
// plain data, so that worker threads can make the plan of any seed from it.
import { scenarios } from "../../../scenarios/index.ts";
import { checkGroups, checks } from "../../check/index.ts";
import { findRoomVersion, knownRoomVersions } from "../../protocol/room-version.ts";
import {
  addFaults,
  generate,
  PlanError,
  readPlan,
  type GenerateOptions,
  type Plan,
  type Scenario,
} from "../../run/index.ts";
import { policies } from "../../server/index.ts";
import { traceLevels } from "../../trace/records.ts";
import { closest } from "../../run/plan/closest.ts";
import { flagOf, type Option, type Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { readPlanFile } from "./read-plan.ts";

/** A story without its seed. */
export type PlanSource = ToldSource | { readonly plan: Plan };

interface ToldSource {
  readonly scenario: string;
  readonly options: Omit<GenerateOptions, "seed">;
}

/** The options of `planSource`. */
export const planOptions: readonly Option[] = [
  { flags: "--servers <N>", about: "how many servers, where the scenario leaves it open" },
  { flags: "--room-version <V>", about: `one of ${knownRoomVersions}` },
  {
    flags: "--checks <NAMES>",
    about: `comma between: all (the usual ones), every, ${[...checks.keys()].join(", ")}`,
  },
  { flags: "--policy <P>", about: `how servers behave: ${[...policies.keys()].join(", ")}` },
  {
    flags: "--fault <TEXT>",
    about: "a named fault besides the story's, as `rashomon faults` lists them; repeats",
    repeats: true,
  },
];

/** The argument that `planSource` reads. */
export const planArgument = {
  name: "<SCENARIO>",
  about: `a plan file, or one of: ${[...scenarios.keys()].join(", ")}`,
};

/** A summary is enough, and all that fits, where many servers take part. */
const summaryFrom = 200;

/** What a command line names; throws a `Problem` with what there is instead. */
export function planSource(name: string, options: Options): PlanSource {
  if (/\.json$|[/\\]/.test(name)) return { plan: planFromFile(name, options) };
  if (!scenarios.has(name)) throw new Problem(noScenario(name));
  const version = options.text("roomVersion");
  if (version !== undefined && findRoomVersion(version) === undefined) {
    throw new Problem({
      option: "roomVersion",
      message: `room version ${JSON.stringify(version)} is unknown`,
      remedy: `Give one of: ${knownRoomVersions}.`,
    });
  }
  const servers = options.integer("servers", { min: 1, max: 100_000 });
  const policy = options.choice("policy", [...policies.keys()]);
  const level = options.choice("trace", traceLevels);
  const trace = level ?? ((servers ?? 0) > summaryFrom ? "summary" : undefined);
  const faults = options.list("fault");
  const given = {
    ...(servers === undefined ? {} : { servers }),
    ...(version === undefined ? {} : { roomVersion: version }),
    ...(policy === undefined ? {} : { policy }),
    ...(trace === undefined ? {} : { trace }),
    ...(faults.length === 0 ? {} : { faults }),
    ...checksIn(options),
  };
  return { scenario: name, options: given };
}

/** The checks that `--checks` names, if it does. */
function checksIn(options: Options): { checks?: readonly string[] } {
  const text = options.text("checks");
  if (text === undefined) return {};
  const known = [...checkGroups, ...checks.keys()];
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return { checks: names };
  const near = closest(unknown, known);
  throw new Problem({
    message: `there is no check ${JSON.stringify(unknown)}`,
    remedy: near ? `Did you mean ${near}?` : `Name some of: ${known.join(", ")}.`,
  });
}

/**
 * The plan of a story for a seed.
 * @throws Problem where the scenario cannot be told so, or a fault does not fit
 */
export function planOf(source: PlanSource, seed: string): Plan {
  if (seed === "") {
    const remedy = "Give any text, such as a number.";
    throw new Problem({ option: "seed", message: "--seed is empty", remedy });
  }
  if ("plan" in source) return { ...source.plan, seed };
  try {
    return generate(scenarioOf(source) as Scenario, { ...source.options, seed });
  } catch (thrown) {
    throw sayingWhatToDo(thrown, source);
  }
}

/** What was thrown, with a remedy where the story or the options can be mended. */
function sayingWhatToDo(thrown: unknown, { scenario, options }: ToldSource): unknown {
  const { faults } = options;
  if (thrown instanceof PlanError && thrown.at !== undefined && faults !== undefined)
    return new Problem({ message: faultMessage(thrown.at), remedy: faultRemedy });
  if (thrown instanceof PlanError) {
    const given = (["roomVersion", "policy"] as const).filter((name) => options[name]);
    const flags = given.map(flagOf).join(" and ");
    const remedy =
      flags === ""
        ? `Correct scenarios/${scenario}.ts; \`rashomon faults NAME\` shows the fields of a fault.`
        : `Leave ${flags} out, or change it.`;
    return new Problem({ message: thrown.message, remedy });
  }
  if (!(thrown instanceof RangeError)) return thrown;
  const remedy = faults === undefined ? "Leave --servers out, or change it." : faultRemedy;
  return new Problem({ message: thrown.message, remedy });
}

const faultRemedy =
  "`rashomon faults` lists the named faults, `rashomon faults NAME` the fields of one.";

/** What is typed in hours stands in a plan in ms, and its field is called otherwise. */
function faultMessage({ where, message }: { where: string; message: string }): string {
  const time = /\/(at|for)Ms$/.exec(where)?.[1];
  return time === undefined ? message : `${time}=… ${message}, in ms`;
}

/** The scenario behind a source; undefined for a plan file. */
export function scenarioOf(source: PlanSource): Scenario | undefined {
  return "plan" in source ? undefined : scenarios.get(source.scenario);
}

function noScenario(name: string) {
  const near = closest(name, [...scenarios.keys()]);
  const all = [...scenarios.keys()].join(", ");
  return {
    message: `there is no scenario ${JSON.stringify(name)}`,
    remedy: /\.(?:nd)?json[l5]?(?:\.gz)?$/.test(name)
      ? "A room file is pushed through virtual servers by `rashomon replay FILE`, and shown by `rashomon view FILE`."
      : near
        ? `Did you mean ${near}? All: ${all}.`
        : `Name a plan file that ends in .json, or one of: ${all}.`,
  };
}

/** What a plan holds itself, and a flag would only seem to change. */
const planFields = { servers: "servers", roomVersion: "rooms", policy: "servers" };

/** The plan of a file, with what options add to it; throws a `Problem` for those that it answers itself. */
export function planFromFile(file: string, options: Options): Plan {
  for (const [option, field] of Object.entries(planFields)) {
    if (options.text(option) !== undefined) throw saysItself(file, option, field);
  }
  const level = options.choice("trace", traceLevels);
  const plan = withFaults(readPlanFile(file), options.list("fault"));
  const trace = level === undefined ? {} : { trace: level };
  const { checks: named } = checksIn(options);
  return { ...plan, ...trace, ...(named && { checks: [...named] }) };
}

/** A plan with more faults; their `at` is counted from the beginning of virtual time. */
function withFaults(plan: Plan, faults: readonly string[]): Plan {
  if (faults.length === 0) return plan;
  const steps = [...plan.steps];
  try {
    addFaults(steps, faults, 0);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({ message: thrown.message, remedy: faultRemedy });
  }
  const more = { ...plan, steps: steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
  const reading = readPlan(more);
  if (reading.ok) return more;
  throw new Problem({ message: faultMessage(reading), remedy: faultRemedy });
}

/** The problem of an option that a plan file answers itself. */
export function saysItself(file: string, option: string, field: string): Problem {
  return new Problem({
    message: `a plan file says itself what ${flagOf(option)} would say`,
    remedy: `Leave it out, or change "${field}" in a copy of ${file}.`,
  });
}
