// Partition modes: who cannot reach whom. Each mode is a name, a sentence and a function from the
// scene to sides; split-rule.ts makes faults of them.
import { Type } from "typebox";
import { below } from "../../../engine/index.ts";
import { chanceOf, Count, optional, RoomLabel, Servers, type Scene } from "../fault-rule.ts";
import { serversOf, shuffled, whereProblem } from "../where.ts";
import { splitRule, type Sides } from "./split-rule.ts";

export const splitHalves = splitRule({
  name: "split-halves",
  about: "Two sides of a size drawn by chance; every size is as likely.",
  example: "",
  fields: {},
  sides: (scene) => {
    const order = shuffled(scene, "split");
    const size = 1 + below(chanceOf(scene, "size").at(0), Math.max(1, order.length - 1));
    return { groups: [order.slice(0, size)] };
  },
});

export const splitCoin = splitRule({
  name: "split-coin",
  about: "Each server throws a coin for its side; the first two are apart in any case.",
  example: "",
  fields: {},
  sides: (scene) => {
    const [first, second, ...rest] = shuffled(scene, "split");
    const coins = chanceOf(scene, "coin");
    const heads = rest.filter((server) => server !== second && coins.at(server) % 2 === 0);
    return { groups: [[first, ...heads]] };
  },
});

export const isolate = splitRule({
  name: "isolate",
  about: "Some servers are each alone: nobody reaches them, nor they each other.",
  example: "count=1",
  fields: { count: optional(Count), servers: optional(Servers) },
  problem: ({ count = 1, servers }, plan) => {
    if (servers !== undefined && count !== 1) return "name either servers or their count";
    if (count <= plan.servers.length) return undefined;
    return `${count} servers are to be alone, but the plan has ${plan.servers.length}`;
  },
  sides: (scene, { count = 1, servers }) => {
    const alone =
      servers === undefined ? shuffled(scene, "split").slice(0, count) : serversOf(scene, servers);
    return { groups: alone.map((server) => [server]) };
  },
});

export const cutOff = splitRule({
  name: "cut-off",
  about: "Some servers, together, are cut off from all others.",
  example: "servers=minority",
  fields: { servers: Servers },
  sides: (scene, { servers }) => ({ groups: [serversOf(scene, servers)] }),
});

export const minorityThird = splitRule({
  name: "minority-third",
  about: "A third of the servers, together, is cut off from the rest.",
  example: "",
  fields: {},
  sides: (scene) => ({ groups: [serversOf(scene, ["third"])] }),
});

export const majoritySide = splitRule({
  name: "majority",
  about: "A bare majority of the servers is on one side.",
  example: "",
  fields: {},
  sides: (scene) => ({ groups: [serversOf(scene, ["majority"])] }),
});

/** Everybody reaches `reach` neighbours on each side of a ring. */
function ringOf(order: readonly number[], reach: (at: number) => number): Sides {
  const links: [number, number][] = [];
  const count = order.length;
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const apart = Math.min(b - a, count - (b - a));
      if (apart > Math.max(reach(a), reach(b))) links.push([order[a], order[b]]);
    }
  }
  return { links };
}

export const majoritiesRing = splitRule({
  name: "majorities-ring",
  about: "Servers stand in a ring and each reaches a majority, but no two the same one.",
  example: "",
  fields: {},
  sides: (scene) => {
    const order = shuffled(scene, "ring");
    return ringOf(order, () => Math.ceil(order.length / 4));
  },
});

export const stochasticRing = splitRule({
  name: "stochastic-ring",
  about: "Servers stand in a ring and each reaches a number of neighbours drawn by chance.",
  example: "",
  fields: {},
  sides: (scene) => {
    const order = shuffled(scene, "ring");
    const reaches = chanceOf(scene, "reach");
    return ringOf(order, (at) => 1 + below(reaches.at(at), Math.max(1, order.length >> 2)));
  },
});

export const bridge = splitRule({
  name: "bridge",
  about: "Two halves that only one server in between reaches both of.",
  example: "",
  fields: { servers: optional(Servers) },
  sides: (scene, { servers = ["one"] }) => {
    const between = serversOf(scene, servers);
    const rest = shuffled(scene, "split").filter((server) => !between.includes(server));
    const [left, right] = [rest.slice(0, rest.length >> 1), rest.slice(rest.length >> 1)];
    return { links: left.flatMap((a) => right.map((b): [number, number] => [a, b])) };
  },
});

export const nWay = splitRule({
  name: "n-way",
  about: "As many sides as are asked for, of about equal size.",
  example: "sides=3",
  fields: { sides: Type.Integer({ minimum: 2, maximum: 1000 }) },
  problem: ({ sides }, plan) =>
    sides > plan.servers.length
      ? `${sides} sides need as many servers; the plan has ${plan.servers.length}`
      : undefined,
  sides: (scene, { sides }) => {
    const groups: number[][] = Array.from({ length: sides }, () => []);
    for (const [n, server] of shuffled(scene, "split").entries()) groups[n % sides].push(server);
    return { groups };
  },
});

export const hubLoss = splitRule({
  name: "hub-loss",
  about: "A hub is gone that stood between all others: nobody reaches anybody.",
  example: "",
  fields: {},
  sides: (scene) => ({ groups: shuffled(scene, "hub").map((server) => [server]) }),
});

export const starOnly = splitRule({
  name: "star",
  about: "Only one server, the hub, reaches the others; they do not reach each other.",
  example: "servers=one",
  fields: { servers: optional(Servers) },
  sides: (scene, { servers = ["one"] }) => {
    const hubs = serversOf(scene, servers);
    const rest = shuffled(scene, "star").filter((server) => !hubs.includes(server));
    const links: [number, number][] = [];
    for (const [n, a] of rest.entries()) for (const b of rest.slice(n + 1)) links.push([a, b]);
    return { links };
  },
});

/** Servers by a field that the plan gives them. */
function byField(
  scene: Scene,
  field: (row: Scene["plan"]["servers"][number]) => string | undefined,
): Sides {
  const groups = new Map<string, number[]>();
  for (const [server, row] of scene.plan.servers.entries()) {
    const value = field(row) ?? "";
    groups.set(value, [...(groups.get(value) ?? []), server]);
  }
  return { groups: [...groups.values()] };
}

export const byRegion = splitRule({
  name: "by-region",
  about: "Servers of different regions do not reach each other.",
  example: "",
  exampleStory: "swarm --seed 3",
  fields: {},
  problem: (_, { servers }) =>
    new Set(servers.map(({ region }) => region)).size < 2
      ? "all servers of the plan are in one region; give some a `region`"
      : undefined,
  sides: (scene) => byField(scene, ({ region }) => region),
});

export const byOperator = splitRule({
  name: "by-operator",
  about: "Servers that other people run do not reach each other; those of one operator do.",
  example: "",
  undrawn: true,
  fields: {},
  problem: (_, { servers }) =>
    new Set(servers.map(({ name, operator = name }) => operator)).size < 2
      ? "one operator runs all servers of the plan; give some another `operator`"
      : undefined,
  // Who names no operator runs one server.
  sides: (scene) => byField(scene, ({ name, operator = name }) => operator),
});

export const byImplementation = splitRule({
  name: "by-implementation",
  about: "Servers with different policies or dialects do not reach each other.",
  example: "",
  exampleStory: "mixed-dialects",
  fields: {},
  problem: (_, { servers }) =>
    new Set(servers.map(({ policy = "synapse", dialect = "" }) => `${policy} ${dialect}`)).size < 2
      ? "all servers of the plan behave alike; give some a `policy` or a `dialect`"
      : undefined,
  sides: (scene) =>
    byField(scene, ({ policy = "synapse", dialect = "" }) => `${policy} ${dialect}`),
});

const roomProblem =
  (kind: string) =>
  ({ room }: { room: string }, plan: Scene["plan"]) =>
    whereProblem([`${kind}:${room}`], plan);

export const cutAdmins = splitRule({
  name: "cut-admins",
  about: "The servers of a room's moderators and admins, together, are cut off from the others.",
  example: "room=room1",
  fields: { room: RoomLabel },
  problem: roomProblem("admins"),
  sides: (scene, { room }) => ({ groups: [serversOf(scene, [`admins:${room}`])] }),
});

export const powerHolders = splitRule({
  name: "power-holders",
  about: "The servers that hold power levels in a room reach nobody, nor each other.",
  example: "room=room1",
  fields: { room: RoomLabel },
  problem: roomProblem("power-holders"),
  sides: (scene, { room }) => ({
    groups: serversOf(scene, [`power-holders:${room}`]).map((server) => [server]),
  }),
});
