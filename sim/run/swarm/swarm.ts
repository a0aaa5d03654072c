// Stories without an author: everything is drawn from the seed, each kind of choice from a stream of
// its own. Which families of faults there are, how large, which deeds and how often, how many
// servers and where, room version, policies, rates, who is busy. What is off in one run is off for
// all of it, so that what is left has room; one run in 32 has no faults at all.
import { stableVersions } from "../../protocol/room-version.ts";
import { namesOfChecks } from "../../check/index.ts";
import { drawableRules } from "../faults/catalogue.ts";
import { families, type FaultRule } from "../faults/fault-rule.ts";
import { planFormat, type Plan } from "../plan/plan.ts";
import type { GenerateOptions } from "../story/scenario.ts";
import { Dice } from "./dice.ts";
import { deedKinds, drawDeed, type Crowd, type DeedKind } from "./draw-deed.ts";
import { drawFault, type Ground } from "./draw-fault.ts";
import { drawPolicyServer } from "./draw-policy-server.ts";
import { drawDialect, drawNetwork, drawServers } from "./draw-servers.ts";

/** The story begins then; rooms are made and joined before. */
const startMs = 10_000;
/** All faults are over so long after the last deed. */
const calmMs = 60_000;

/** The plan of a seed. The same seed gives the same plan, everywhere. */
export function swarmPlan(options: GenerateOptions): Plan {
  const { seed } = options;
  const drawnServers = drawServers(seed, options);
  const { rooms, crowd } = drawRoom(seed, drawnServers, options);
  const servers =
    options.policy === undefined ? drawDialect(seed, drawnServers, rooms[0].version) : drawnServers;
  const steps: Plan["steps"] = [];
  const lastMs = drawDeeds(seed, crowd, steps);
  const healMs = lastMs + calmMs;
  const { users } = crowd;
  const ground: Ground = { seed, servers, rooms, users, healMs, size: sizeOf(seed) };
  const drawn = drawFaults(seed, ground, { steps, lastMs });
  addLastWords(crowd, steps, healMs);
  const policyGround = { crowd, servers, steps, startMs, lastMs, healMs };
  const signing = drawPolicyServer(new Dice(seed, "policy server"), policyGround);
  return {
    format: planFormat,
    scenario: "swarm",
    about: aboutText(signing, users, drawn),
    seed,
    servers: signing,
    network: drawNetwork(seed, servers),
    rooms,
    steps: steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id),
    healMs,
    settleMs: 48 * 3_600_000,
    nudges: 3,
    checks: checksFor(drawn),
    trace: options.trace ?? "events",
  };
}

function aboutText(
  servers: Plan["servers"],
  users: readonly string[],
  drawn: readonly FaultRule[],
): string {
  const signs = servers.some(({ policyServer }) => policyServer !== undefined);
  const faults = drawn.map(({ name }) => name).join(", ") || "no faults";
  const parts = [`${servers.length} servers`, `${users.length} users`];
  return `Drawn by chance: ${[...parts, ...(signs ? ["a policy server"] : []), faults].join(", ")}.`;
}

function sizeOf(seed: string): number {
  return new Dice(seed, "size").between(1, 3);
}

function drawRoom(
  seed: string,
  servers: Plan["servers"],
  options: GenerateOptions,
): { rooms: Plan["rooms"]; crowd: Crowd } {
  const dice = new Dice(seed, "room");
  const version = options.roomVersion ?? dice.pick([...stableVersions, "10", "11", "12", "12"]);
  const names = servers.map(({ name }) => name);
  const users: string[] = [];
  for (const name of names) {
    const count = dice.between(1, 2);
    for (let n = 0; n < count; n++) users.push(`@u${n + 1}:${name}`);
  }
  const [creator, ...others] = users;
  const powers: Record<string, number> = {};
  for (const user of dice.some(others, 1, 3)) powers[user] = dice.pick([50, 50, 100]);
  const strangers = dice.some(others.slice(1), 1, 5).filter((user) => powers[user] === undefined);
  const room: Plan["rooms"][number] = {
    ...{ label: "room1", version, creator, joinRule: "public", powers },
    members: others.filter((user) => !strangers.includes(user)),
    founding: dice.oneIn(3) ? "federated" : "instant",
  };
  const mighty = [creator, ...Object.keys(powers)];
  const heat = dice.pick([0, 1, 5]);
  return { rooms: [room], crowd: { users, mighty, servers: names, heat } };
}

/** Deeds that thin the room out stay seldom, or nobody is left to tell of. */
const thinning: readonly DeedKind[] = ["leave", "kick", "ban"];

/** Deeds at random times; answers the time of the last one. */
function drawDeeds(seed: string, crowd: Crowd, steps: Plan["steps"]): number {
  const kinds = new Dice(seed, "kinds");
  const weights = deedKinds
    .filter((kind) => kind === "message" || kind === "join" || kinds.oneIn(2))
    .map((kind): [number, DeedKind] => [
      kinds.between(1, thinning.includes(kind) ? 15 : 100),
      kind,
    ]);
  const dice = new Dice(seed, "deeds");
  const rates = new Dice(seed, "rates");
  const count = rates.scaled(20, 200);
  const gapMs = rates.scaled(100, 20_000);
  let atMs = startMs;
  for (let n = 0; n < count; n++) {
    // Now and then nobody does anything for a long while.
    atMs += rates.oneIn(40) ? rates.scaled(60_000, 3_600_000) : rates.below(2 * gapMs);
    const deed = drawDeed(dice, dice.weighted(weights), crowd, n);
    steps.push({ id: steps.length, atMs, room: "room1", ...deed });
  }
  return atMs;
}

/** Adds episodes of faults from the families that are on; answers their rules. */
function drawFaults(
  seed: string,
  ground: Ground,
  { steps, lastMs }: { steps: Plan["steps"]; lastMs: number },
): FaultRule[] {
  const dice = new Dice(seed, "faults");
  const on = families.filter(() => dice.oneIn(2));
  const rules = drawableRules.filter(({ family }) => on.includes(family));
  if (rules.length === 0) return [];
  // A few faults that come again say more than many that come once.
  const some = Array.from({ length: dice.between(1, 4) }, () => dice.pick(rules));
  const drawn: FaultRule[] = [];
  const count = dice.between(1, 3 + 3 * ground.size);
  for (let n = 0; n < count; n++) {
    const rule = dice.pick(some);
    const atMs = startMs + dice.below(Math.max(1, lastMs - startMs));
    const leftMs = (ground.healMs ?? lastMs) - atMs;
    const forMs = Math.min(leftMs, dice.scaled(500, 200_000 * ground.size * ground.size));
    const fault = drawFault(dice, rule, ground, { atMs, forMs });
    if (fault === undefined) continue;
    steps.push({ id: steps.length, ...fault });
    drawn.push(rule);
  }
  return [...new Set(drawn)];
}

/** Faults after which a check is bound to be broken say nothing by breaking it. */
function checksFor(drawn: readonly FaultRule[]): string[] {
  const bound = new Set(drawn.flatMap(({ breaks = [] }) => breaks));
  return bound.size === 0 ? ["all"] : namesOfChecks(["all"]).filter((name) => !bound.has(name));
}

/** After the heal everybody speaks, so that nobody is left without news. */
function addLastWords({ users }: Crowd, steps: Plan["steps"], healMs: number): void {
  for (const round of [0, 1]) {
    for (const [n, user] of users.entries()) {
      const atMs = healMs + 1000 + round * 1_200_000 + n * 500;
      const action = { kind: "message", body: `last word ${round}` } as const;
      steps.push({ id: steps.length, atMs, room: "room1", user, action });
    }
  }
}
