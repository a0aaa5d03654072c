// The passes that leave a plan with few people, called by short names. Users are merged where one can
// do what two did, and at the end servers are hs1, hs2 … and users alice, bob … in the order in which
// the story mentions them. Names are in event IDs, and so in the order of events that are equal in all
// else: like every other candidate, a renamed plan counts only if it fails alike.
import { serverOf } from "../../protocol/event.ts";
import type { Plan } from "../plan/plan.ts";
import { tryEach, type Asking } from "./minimise.ts";
import { usersOf } from "./plan-edit.ts";

/** Above so many users the pairs are too many to be tried. */
const mergedMax = 8;

/** Users of one server become one, then users of different servers. */
export function* mergeUsers(plan: Plan): Asking<Plan, Plan> {
  let smaller = plan;
  for (;;) {
    const users = usersOf(smaller);
    if (users.length > mergedMax) return smaller;
    const pairs = users.flatMap((kept, n) =>
      users.slice(n + 1).map((gone) => [gone, kept] as const),
    );
    const isNear = ([gone, kept]: (typeof pairs)[number]) => serverOf(gone) === serverOf(kept);
    const ordered = [...pairs.filter(isNear), ...pairs.filter((pair) => !isNear(pair))];
    const candidates = ordered.map(([gone, kept]) => merged(smaller, gone, kept));
    const next: Plan = yield* tryEach(smaller, candidates);
    if (next === smaller) return smaller;
    smaller = next;
  }
}

/** The plan in which one user does what two did. */
function merged(plan: Plan, gone: string, kept: string): Plan {
  const together = withNames(plan, new Map([[gone, kept]]));
  return {
    ...together,
    rooms: together.rooms.map((room) => {
      const { [room.creator]: _creator, ...powers } = room.powers;
      const members = [...new Set(room.members)].filter((member) => member !== room.creator);
      return { ...room, powers, members };
    }),
  };
}

/** Short names for servers and users: for all of them, else for users only. */
export function* shortNames(plan: Plan): Asking<Plan, Plan> {
  const servers = serverNames(plan);
  const users = userNames(plan, servers);
  const inOrder = servers.size <= orderedMax ? [inOrderOf(plan, [...servers.keys()])] : [];
  const candidates = [...inOrder, plan].map((from) =>
    withNames(from, new Map([...servers, ...users])),
  );
  candidates.push(withNames(plan, userNames(plan, new Map())));
  const plain = JSON.stringify(plan);
  // A plan that has its names is left alone, also by the candidates that are less plain.
  const known = candidates.findIndex((candidate) => JSON.stringify(candidate) === plain);
  return yield* tryEach(plan, known < 0 ? candidates : candidates.slice(0, known));
}

/** More servers than this stay in the order in which they are listed. */
const orderedMax = 26;
const firstNames = [
  ...["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"],
  ...["kim", "leo", "mia", "noah", "olga", "pia", "quinn", "rita", "sam", "tina"],
];

/** The servers in order of mention, with their new names. */
function serverNames(plan: Plan): Map<string, string> {
  const homes = mentioned(plan).map(serverOf);
  const listed = plan.servers.map(({ name }) => name);
  const order = new Set([...homes, ...listed].filter((name) => listed.includes(name)));
  return new Map(Array.from(order, (name, n) => [name, `hs${n + 1}`]));
}

/** The users in order of mention, with their new IDs. */
function userNames(plan: Plan, servers: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    mentioned(plan).map((user, n) => {
      const home = serverOf(user);
      return [user, `@${firstNames[n] ?? `u${n + 1}`}:${servers.get(home) ?? home}`];
    }),
  );
}

/** All users that a plan names, those of the rooms first. */
function mentioned({ rooms, steps, servers }: Plan): string[] {
  const names = new Set(servers.map(({ name }) => name));
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string") {
      if (/^@[^:]+:./.test(value) && names.has(serverOf(value))) found.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        look(key);
        look(inner);
      }
    }
  };
  for (const { creator, members, powers } of rooms) look([creator, members, powers]);
  look(steps);
  return [...found];
}

/** The plan with its servers in another order, and with them what goes by their places. */
function inOrderOf(plan: Plan, names: readonly string[]): Plan {
  const { servers, network } = plan;
  const places = names.map((name) => servers.findIndex((server) => server.name === name));
  const { delay } = network;
  return {
    ...plan,
    servers: places.map((at) => servers[at]),
    network:
      delay.kind === "regions"
        ? { ...network, delay: { ...delay, regions: places.map((at) => delay.regions[at]) } }
        : network,
  };
}

/** The plan with other names of servers and users, wherever one stands by itself. */
function withNames(plan: Plan, names: ReadonlyMap<string, string>): Plan {
  const named = <Value>(value: Value): Value => rename(value, names) as Value;
  const { servers, network, rooms, steps, expect } = plan;
  return {
    ...plan,
    servers: servers.map((row) => ({ ...row, name: named(row.name) })),
    network: network.links === undefined ? network : { ...network, links: named(network.links) },
    rooms: named(rooms),
    steps: named(steps),
    ...(expect !== undefined && { expect: named(expect) }),
  };
}

function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((inner) => rename(inner, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, rename(inner, names)]),
  );
}
