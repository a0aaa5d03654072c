// The ways in which a failing plan is made smaller, from coarse to fine: each asks whether smaller
// candidates still fail and answers the smallest that does. Streams of chance are named by what
// causes a draw, so a part that goes leaves the draws of all others as they were.
import type { Plan, PlanStep } from "../plan/plan.ts";
import { minimise, shortest, tryOne, type Asking } from "./minimise.ts";
import { mergeUsers, shortNames } from "./plain-names.ts";
import { plainOrder } from "./plain-order.ts";
import { plainTimes, shortPauses } from "./plain-times.ts";
import { plainValues } from "./plain-values.ts";
import {
  episodesOf,
  isDeed,
  renumbered,
  usersOf,
  withoutRoom,
  withoutServer,
  withoutSteps,
  withoutUser,
  withSteps,
} from "./plan-edit.ts";

/** One way to make a plan smaller; it is told of each candidate that still fails. */
export interface Pass {
  readonly name: string;
  readonly run: (plan: Plan) => Asking<Plan, Plan>;
}

/** All passes in the order in which they pay most. */
export const passes: readonly Pass[] = [
  { name: "cutting the end off", run: cutTail },
  { name: "leaving out kinds of faults", run: dropFamilies },
  { name: "leaving out servers, rooms and users", run: dropPlaces },
  { name: "leaving out faults", run: dropEpisodes },
  { name: "leaving out what users do", run: dropDeeds },
  { name: "letting one user do what several did", run: mergeUsers },
  { name: "making values plain", run: plainValues },
  { name: "shortening all pauses", run: shortPauses },
  { name: "making the order of deliveries plain", run: plainOrder },
  { name: "making single times plain", run: plainTimes },
  { name: "giving short names", run: shortNames },
  { name: "numbering steps anew", run: (plan) => tryOne(plan, renumbered(plan)) },
];

/** What users do after some time is left out; faults stay, for their ends matter. */
function* cutTail(plan: Plan): Asking<Plan, Plan> {
  const deeds = plan.steps.filter(isDeed).map(({ id }) => id);
  const upTo = (first: number): Plan => {
    const kept = new Set(deeds.slice(0, first));
    return withSteps(plan, (step) => !isDeed(step) || kept.has(step.id));
  };
  return upTo(yield* shortest(deeds.length, upTo));
}

const families: Readonly<Record<string, (step: PlanStep) => boolean>> = {
  rules: (step) => "rule" in step,
  cuts: (step) => "fault" in step && ["partition", "heal"].includes(step.fault.verb),
  holds: (step) => "fault" in step && ["hold", "release"].includes(step.fault.verb),
  crashes: (step) => "fault" in step && ["crash", "restart"].includes(step.fault.verb),
};

function* dropFamilies(plan: Plan): Asking<Plan, Plan> {
  const { loss: _loss, duplication: _duplication, links: _links, ...network } = plan.network;
  const { loss, duplication, links } = plan.network;
  let smaller = plan;
  if (loss !== undefined || duplication !== undefined || links !== undefined) {
    smaller = yield* tryOne(smaller, { ...smaller, network });
  }
  for (const belongs of Object.values(families)) {
    if (!smaller.steps.some(belongs)) continue;
    smaller = yield* tryOne(
      smaller,
      withSteps(smaller, (step) => !belongs(step)),
    );
  }
  return smaller;
}

function* dropPlaces(plan: Plan): Asking<Plan, Plan> {
  const without = <Part>(
    parts: readonly Part[],
    drop: (plan: Plan, part: Part) => Plan | undefined,
  ) =>
    function* (from: Plan): Asking<Plan, Plan> {
      const build = (kept: readonly Part[]): Plan => {
        const gone = parts.filter((part) => !kept.includes(part));
        // A part that cannot go stays: the candidate is then larger than it could be, not wrong.
        return gone.reduce((rest: Plan, part) => drop(rest, part) ?? rest, from);
      };
      return build(yield* minimise(parts, build));
    };
  let smaller = plan;
  const servers = smaller.servers.map(({ name }) => name);
  smaller = yield* without(servers, withoutServer)(smaller);
  const rooms = smaller.rooms.map(({ label }) => label);
  if (rooms.length > 1) smaller = yield* without(rooms, withoutRoom)(smaller);
  return yield* without(usersOf(smaller), withoutUser)(smaller);
}

function* dropEpisodes(plan: Plan): Asking<Plan, Plan> {
  const episodes = episodesOf(plan);
  const build = (kept: readonly (typeof episodes)[number][]): Plan => {
    const gone = episodes.filter((episode) => !kept.includes(episode));
    return withoutSteps(plan, new Set(gone.flatMap(({ steps }) => [...steps])));
  };
  return build(yield* minimise(episodes, build));
}

function* dropDeeds(plan: Plan): Asking<Plan, Plan> {
  const deeds = plan.steps.filter(isDeed);
  const build = (kept: readonly PlanStep[]): Plan => {
    const ids = new Set(kept.map(({ id }) => id));
    return withSteps(plan, (step) => !isDeed(step) || ids.has(step.id));
  };
  return build(yield* minimise(deeds, build));
}
