// Three servers that stand in one room, for tests of what becomes of an event: receive, settle, advance.
import { ada, b, bob, c, cay, Town } from "./harness.ts";

/** Three servers, one user each; bob may do what moderators may. */
export function threeServers(policy = "synapse", version = "11"): Town {
  const town = new Town({ policy, version });
  town.found([bob, cay], { powers: { [bob]: 50 } });
  return town;
}

/** What a server holds after its last event: extremities and current state. */
export const view = (town: Town, server: number) => [
  town.tips(server),
  town.replica(server).current,
];

/** Everything that is known of `cay` and that she may cite, but for her membership. */
export function withoutMembership(town: Town): number[] {
  const { graph } = town.room;
  return [graph.create, town.current(c, "m.room.power_levels")].filter((event) => event >= 0);
}

/** cay is banned at a.test and b.test, and says something where she is not. */
export function bannedMeanwhile(policy: string) {
  const town = threeServers(policy);
  const fork = town.tips(c);
  const ban = town.do(ada, { kind: "ban", target: cay });
  town.run({ to: b });
  const late = town.say(cay);
  return { town, fork, ban, late };
}
