// A story for servers of different dialects: a netsplit in which people on either side use the power
// that they have, then calm, in which all talk and now and then somebody changes something. Everybody
// behaves, every message arrives; only the seed and the dialects decide. Long before the netsplit ends
// nobody sends anything any more, and long after it all servers are heard again.
import { planFormat, type Plan } from "../plan/plan.ts";
import { Dice } from "../swarm/dice.ts";
import { drawDeed, type Crowd, type DeedKind } from "../swarm/draw-deed.ts";

export interface MixedStory {
  readonly seed: string;
  readonly version: string;
  /** The dialect of each server, in the order of their names. */
  readonly dialects: readonly string[];
}

const startMs = 10_000;
const splitMs = 60_000;
/** Servers that were not heard of wait up to ten minutes before they try again. */
const calmMs = 1_200_000;
const roundMs = 60_000;
const rounds = 10;

/** When the netsplit ends, in virtual milliseconds. */
export const healedAtMs = startMs + splitMs;

const contested: readonly [number, DeedKind][] = [
  ...([
    [4, "power"],
    [3, "levels"],
    [3, "join-rule"],
    [3, "kick"],
    [3, "ban"],
  ] as const),
  ...([
    [2, "topic"],
    [2, "state"],
    [2, "invite"],
    [2, "join"],
    [1, "unban"],
    [1, "leave"],
  ] as const),
].map(([weight, kind]): [number, DeedKind] => [weight, kind]);

/** The plan of a seed; the same input gives the same plan, and dialects change nothing else. */
export function mixedPlan({ seed, version, dialects }: MixedStory): Plan {
  const dice = new Dice(seed, "mixed");
  const servers = dialects.map((dialect, n) => ({ name: `hs${n + 1}`, dialect }));
  const users = servers.flatMap(({ name }) => [`@u1:${name}`, `@u2:${name}`]);
  const [creator, ...others] = users;
  const powers: Record<string, number> = {};
  for (const user of others) if (dice.oneIn(2)) powers[user] = dice.pick([50, 50, 100]);
  const names = servers.map(({ name }) => name);
  const crowd = { users, mighty: [creator, ...Object.keys(powers)], servers: names, heat: 0 };
  const steps: Plan["steps"] = [];
  const side = names.filter((_name, n) => n === 0 || (n < names.length - 1 && dice.oneIn(2)));
  steps.push({ id: 0, atMs: startMs, fault: { verb: "partition", id: "split", groups: [side] } });
  for (let atMs = startMs + 1000; atMs < startMs + splitMs / 2; atMs += dice.between(500, 4000)) {
    steps.push(
      step(steps.length, atMs, drawDeed(dice, dice.weighted(contested), crowd, steps.length)),
    );
  }
  steps.push({ id: steps.length, atMs: healedAtMs, fault: { verb: "heal" } });
  for (let round = 0; round < rounds; round++) tellRound(dice, crowd, round, steps);
  return {
    ...{ format: planFormat, scenario: "mixed", seed, servers },
    about: `A netsplit among servers of the dialects ${[...new Set(dialects)].join(", ")}.`,
    network: { delay: { kind: "uniform", minMs: 20, maxMs: 120 } },
    rooms: [
      {
        ...{ label: "room1", version, creator, joinRule: "public", powers },
        ...{ members: others, founding: "instant" as const },
      },
    ],
    ...{ steps, settleMs: 86_400_000, nudges: 3, checks: [], trace: "events" as const },
  };
}

/** Somebody on each server says something; in one round of two somebody also changes something. */
function tellRound(dice: Dice, crowd: Crowd, round: number, steps: Plan["steps"]): void {
  const atMs = healedAtMs + calmMs + round * roundMs;
  for (const [n, server] of crowd.servers.entries()) {
    const action = { kind: "message", body: `round ${round}` } as const;
    steps.push(step(steps.length, atMs + n * 2000, { user: `@u1:${server}`, action }));
  }
  if (!dice.oneIn(2)) return;
  const deed = drawDeed(dice, dice.weighted(contested), crowd, steps.length);
  steps.push(step(steps.length, atMs + roundMs / 2, deed));
}

function step(
  id: number,
  atMs: number,
  deed: Pick<Extract<Plan["steps"][number], { user: string }>, "user" | "action">,
): Plan["steps"][number] {
  return { id, atMs, room: "room1", ...deed };
}
