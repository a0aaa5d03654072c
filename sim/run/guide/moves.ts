// The moves by which a guided sweep makes one plan out of another, by name: each changes one thing,
// and reports count what each led to. Servers, users and rooms stay, so that what is drawn for them
// stays as well.
import { stableVersions } from "../../protocol/room-version.ts";
import { isDeed } from "../shrink/plan-edit.ts";
import { addDeeds, hurry } from "./deed-moves.ts";
import { chanceAnew, deedsAnew } from "./draw-anew.ts";
import { addFaults, dropFault, moveFault } from "./fault-moves.ts";
import { timeIn, type Move } from "./means.ts";
import { splice, takeFaults } from "./splice.ts";

export const moves = {
  "chance anew": (plan, { dice, seed }) => chanceAnew(plan, timeIn(plan, dice), seed),
  "deeds anew": (plan, { dice, seed }) => {
    return plan.steps.some(isDeed) ? deedsAnew(plan, timeIn(plan, dice), seed) : undefined;
  },
  "more of a deed": addDeeds,
  "deeds closer": hurry,
  "fault added": addFaults,
  "fault dropped": dropFault,
  "fault moved": moveFault,
  "faults of another": takeFaults,
  spliced: splice,
  "other room version": (plan, { dice }) => {
    const version = dice.pick(stableVersions);
    return { ...plan, rooms: plan.rooms.map((room) => ({ ...room, version })) };
  },
  "other policy": changePolicy,
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof moves;
export const moveNames = Object.keys(moves) as readonly MoveName[];

/** All servers behave in another way; where they differ, they share a dialect, as in a swarm. */
function changePolicy(...[plan, { dice }]: Parameters<Move>): ReturnType<Move> {
  const isMixed = dice.oneIn(3);
  const policies = ["synapse", "minimal", "synapse-to-the-letter"];
  const policy = dice.pick(policies);
  const servers = plan.servers.map(({ dialect: _dialect, ...row }) => {
    if (!isMixed) return { ...row, policy };
    return { ...row, policy: dice.pick(policies), dialect: "spec" };
  });
  return { ...plan, servers };
}
