// The workload: which journey begins as the n-th, and who makes it. A pure function of (stage, mix,
// seed, n): the drivers only ask for the numbers whose time has come.
import { journeyNames, journeys, type JourneyEntry, type JourneyName } from "./journeys/index.ts";
import { Draws, seedOf, type Scene } from "./journeys/scene.ts";
import type { Mix } from "./mix.ts";
import { noAnswer, pause, type Steps } from "./journeys/step.ts";
import { phaseOf, type Shape } from "./profiles/shape.ts";
import { personas } from "./stage/personas.ts";
import type { Stage } from "./stage/stage.ts";
import { stream, type Stream } from "../sim/engine/stream.ts";

/** Everything that the requests of a run follow from, but for the clock and the server's answers. */
export interface WorkloadPlan {
  readonly stage: Stage;
  readonly mix: Mix;
  readonly shape: Shape;
  readonly seed: string;
  /** Tells this run from others on the same server, in transaction ids and messages. */
  readonly runId: string;
  /** People pause so many times shorter. Default: 1. */
  readonly haste?: number;
  /** True where journeys begin in turn, each as often as the others, and not by chance. */
  readonly inTurn?: boolean;
}

/** One arrival. */
export interface Arrival {
  readonly journey: JourneyName;
  readonly scene: Scene;
}

export class Workload {
  readonly plan: WorkloadPlan;
  /** The journeys that can happen, with their weights. */
  readonly cast: readonly Part[];
  readonly #weights: readonly number[];
  readonly #from: Stream;

  /** @throws RangeError where no journey of the mix can be made on this stage */
  constructor(plan: WorkloadPlan) {
    this.plan = plan;
    this.cast = castOf(plan);
    this.#weights = this.cast.map(({ weight }) => weight);
    this.#from = stream(seedOf(plan.seed), "arrivals");
    const problem = workloadProblem(plan);
    if (problem !== undefined) throw new RangeError(problem);
  }

  /** The n-th arrival, from 0. @param now the wall clock in ms since 1970 */
  arrival(n: number, now: () => number): Arrival {
    const draws = new Draws(this.#from, n);
    const { stage, runId, shape, inTurn = false } = this.plan;
    const part = inTurn ? n % this.cast.length : draws.weighted(this.#weights);
    const { name, users, ends } = this.cast[part];
    const user = users[firstAbove(ends, draws.below(ends[ends.length - 1]))];
    return {
      journey: name,
      scene: { stage, user, arrival: n, runId, phase: phaseOf(shape, n), draws, now },
    };
  }

  /** The steps of an arrival, at the plan's pace. */
  stepsOf({ journey, scene }: Arrival): Steps {
    const steps = journeys[journey].run(scene);
    const { haste = 1 } = this.plan;
    return haste === 1 ? steps : hurried(steps, haste);
  }
}

/** The same steps, with shorter pauses. */
function* hurried(steps: Steps, haste: number): Steps {
  let step = steps.next(noAnswer);
  while (step.done !== true) {
    const wanted = step.value;
    const hasty = "pauseMs" in wanted ? pause(Math.round(wanted.pauseMs / haste)) : wanted;
    step = steps.next(yield hasty);
  }
}

/** Why there is no workload for a plan, as a sentence, or undefined where there is one. */
export function workloadProblem(plan: WorkloadPlan): string | undefined {
  if (castOf(plan).length > 0) return undefined;
  return (
    `none of the journeys ${Object.keys(plan.mix).join(", ")} can be made: ` +
    "no user of the stage suits them, or the server lacks what they need"
  );
}

/** The journeys of a plan that can be made on its stage, in their own order. */
export function castNames(plan: WorkloadPlan): JourneyName[] {
  return castOf(plan).map(({ name }) => name);
}

/** A journey of the mix, and who can make it. */
interface Part {
  readonly name: JourneyName;
  readonly weight: number;
  readonly users: readonly number[];
  /** Sums of the users' leanings, up to and with each of them. */
  readonly ends: readonly number[];
}

function castOf({ stage, mix }: WorkloadPlan): Part[] {
  const leaningOf = new Map(personas.map(({ name, leaning }) => [name, leaning]));
  const parts: Part[] = [];
  // In the journeys' own order, whatever order the mix was written in.
  for (const name of journeyNames) {
    const weight = mix[name] ?? 0;
    const { suits, needs } = journeys[name] as JourneyEntry;
    if (weight <= 0 || (needs !== undefined && !stage.features.includes(needs))) continue;
    const users = stage.users.map((_user, n) => n).filter((n) => suits?.(stage, n) ?? true);
    if (users.length === 0) continue;
    let sum = 0;
    const ends = users.map((n) => {
      sum += leaningOf.get(stage.users[n].persona)?.[name] ?? 1;
      return sum;
    });
    parts.push({ name, weight, users, ends });
  }
  return parts;
}

/** The first index whose value is above a number; the list rises. */
function firstAbove(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
