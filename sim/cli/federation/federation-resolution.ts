// `rashomon federation resolution`: what state resolution costs a real homeserver, by forward extremities
// and by slots in conflict.
import { originsMax } from "../../bridge/origin-names.ts";
import {
  curveText,
  judgeCurve,
  measureResolutionCurve,
  resolutionPage,
  type CurvePlan,
} from "../../../loadtest/capacity/index.ts";
import type { Call, Command, Options } from "../command.ts";
import { readingAll } from "../every-problem.ts";
import type { ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";
import {
  reportOption,
  roomVersionOf,
  roomVersionOption,
  seedOf,
  seedOption,
} from "./federation-options.ts";
import { federationTargetOptions, namedTarget } from "./federation-target.ts";
import { measureAndReport } from "./measuring.ts";

const usual = { extremities: [1, 2, 5, 10, 20], conflicted: [5], events: 20 };
const most = { conflicted: 200, points: 50, events: 1_000 };

export const federationResolution: Command = {
  name: "federation resolution",
  summary: "what state resolution costs a homeserver, by forward extremities and conflicts",
  args: [],
  options: [
    ...federationTargetOptions,
    {
      flags: "--extremities <LIST>",
      about: `forward extremities of the room (default: ${usual.extremities.join(",")})`,
    },
    {
      flags: "--conflicted <LIST>",
      about: `slots about which they disagree; each with each (default: ${usual.conflicted.join(",")})`,
    },
    { flags: "--events <N>", about: `events measured at each (default: ${usual.events})` },
    roomVersionOption,
    seedOption,
    reportOption("resolution"),
  ],
  examples: [
    "rashomon federation resolution --extremities 1,5,20",
    "rashomon federation resolution --extremities 5 --conflicted 1,5,20 --room-version 11",
  ],
  run: resolution,
};

function resolution(call: Call): Promise<ExitCode> {
  const { options, again } = call;
  const { plan, named } = readingAll(options, (given) => ({
    plan: curvePlan(given),
    named: namedTarget(given),
  }));
  return measureAndReport(call, {
    ...{ verb: "resolution", named, name: plan.seed },
    measure: async ({ target, hooks }) => {
      const result = await measureResolutionCurve(target, plan, hooks);
      const judgement = judgeCurve(result);
      const page = resolutionPage({ result, judgement, again });
      return { result, judgement, page, text: curveText(result) };
    },
  });
}

/** The plan of options: each number of extremities with each number of conflicts. */
export function curvePlan(options: Options): CurvePlan {
  const extremities = numbers(options, "extremities", { min: 1, max: originsMax });
  const conflicted = numbers(options, "conflicted", { min: 0, max: most.conflicted });
  const points = (conflicted ?? usual.conflicted).flatMap((conflicted) =>
    (extremities ?? usual.extremities).map((extremities) => ({ extremities, conflicted })),
  );
  if (points.length > most.points) {
    throw new Problem({
      message: `--extremities with --conflicted make ${points.length} points`,
      remedy: `Stay at ${most.points} or less: shorter lists, or several runs.`,
    });
  }
  return {
    points,
    events: options.integer("events", { min: 1, max: most.events }) ?? usual.events,
    roomVersion: roomVersionOf(options),
    seed: seedOf(options),
  };
}

/** `1,5,20`. */
function numbers(
  options: Options,
  name: string,
  { min, max }: { min: number; max: number },
): number[] | undefined {
  return options.read(name, (text) => {
    const words = text.split(",").map((word) => word.trim());
    const isGood = (word: string) =>
      /^\d{1,6}$/.test(word) && Number(word) >= min && Number(word) <= max;
    if (words.every(isGood)) return words.map(Number);
    throw new Problem({
      message: `--${name} cannot be ${JSON.stringify(text)}`,
      remedy: `Give whole numbers from ${min} to ${max} with commas between, such as 1,5,20.`,
    });
  });
}
