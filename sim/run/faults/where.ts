// Whom a fault concerns: names of servers, or words that choose some by chance, by place, by how
// they behave, or by what a room makes of them. Words are looked up when the fault begins.
import { below } from "../../engine/index.ts";
import { serverOf } from "../../protocol/event.ts";
import { isObject } from "../../protocol/json.ts";
import { chanceOf, type Scene, type Setting } from "./fault-rule.ts";

/** Words that choose a number of servers by chance: how many of n. */
const shares: Readonly<Record<string, (n: number) => number>> = {
  all: (n) => n,
  one: () => 1,
  half: (n) => Math.max(1, n >> 1),
  third: (n) => Math.max(1, Math.floor(n / 3)),
  minority: (n) => Math.max(1, Math.ceil(n / 2) - 1),
  majority: (n) => Math.min(n, Math.floor(n / 2) + 1),
};

/** Words in front of a colon, and what stands behind it. */
const kinds = {
  region: "the servers of a region",
  operator: "the servers that one operator runs",
  policy: "the servers that behave by a policy",
  dialect: "the servers that follow a dialect",
  admins: "the servers of users with power over others in a room",
  "power-holders": "the servers of users with any power in a room",
  residents: "the servers that are in a room",
} as const;

/** All words, for help. */
export const whereWords: readonly string[] = [
  ...Object.keys(shares),
  ...Object.keys(kinds).map((kind) => `${kind}:NAME`),
];

/** What is wrong with a list of servers; undefined if every entry can be looked up. */
export function whereProblem(words: readonly string[], plan: Setting): string | undefined {
  for (const text of words) {
    if (shares[text] !== undefined || plan.servers.some(({ name }) => name === text)) continue;
    const [kind, name = ""] = split(text);
    if (!(kind in kinds)) {
      const names = plan.servers.slice(0, 8).map((server) => server.name);
      return `there is no server ${text}; the plan has ${names.join(", ")}, and there are the words ${whereWords.join(", ")}`;
    }
    const ofRoom = kind === "admins" || kind === "power-holders" || kind === "residents";
    if (ofRoom && !plan.rooms.some(({ label }) => label === name)) {
      const labels = plan.rooms.map(({ label }) => label);
      return `there is no room ${name}; the plan has ${labels.join(", ") || "none"}`;
    }
    if (!ofRoom && !plan.servers.some((server) => valueOf(server, kind) === name)) {
      return `no server of the plan has the ${kind} ${name}`;
    }
  }
  return undefined;
}

function split(text: string): [string, string?] {
  const at = text.indexOf(":");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function valueOf(server: Setting["servers"][number], kind: string): string | undefined {
  if (kind === "region") return server.region;
  if (kind === "operator") return server.operator ?? server.name;
  if (kind === "policy") return server.policy ?? "synapse";
  return server.dialect;
}

/** The servers that a list means, as rising numbers. `name` names the draws. */
export function serversOf(scene: Scene, words: readonly string[], name = "servers"): number[] {
  const { world, plan } = scene;
  const chosen = new Set<number>();
  for (const [n, text] of words.entries()) {
    const share = shares[text];
    const number = world.serverNumber(text);
    if (number >= 0) chosen.add(number);
    else if (share !== undefined) {
      const order = shuffled(scene, `${name} ${n}`);
      for (const server of order.slice(0, share(order.length))) chosen.add(server);
    } else {
      const [kind, value = ""] = split(text);
      for (const server of membersOf(scene, kind, value)) chosen.add(server);
      for (const [at, row] of plan.servers.entries()) {
        if (!(kind in roomKinds) && valueOf(row, kind) === value) chosen.add(at);
      }
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

/** All servers in an order drawn by chance. */
export function shuffled(scene: Scene, name: string): number[] {
  const order = Array.from({ length: scene.world.serverCount }, (_, n) => n);
  const draws = chanceOf(scene, name);
  for (let last = order.length - 1; last > 0; last--) {
    const at = below(draws.at(last), last + 1);
    [order[last], order[at]] = [order[at], order[last]];
  }
  return order;
}

const roomKinds = { admins: 50, "power-holders": 1, residents: 0 };

/** Servers by what a room makes of their users, as the server of the room's creator sees it. */
function membersOf(scene: Scene, kind: string, label: string): number[] {
  const least = roomKinds[kind as keyof typeof roomKinds];
  const room = scene.rooms.get(label);
  if (least === undefined || room === undefined) return [];
  const { graph } = room;
  const creator = graph.pdu(graph.create).sender;
  const home = scene.world.servers[scene.world.serverNumber(serverOf(creator))];
  const current = home.replica(room).current;
  if (kind === "residents") return [...room.joinedServers(current)];
  const levels = graph.states.get(current, graph.powerLevelsSlot);
  const users = levels < 0 ? {} : graph.pdu(levels).content.users;
  const powerful = Object.entries(isObject(users) ? users : {})
    .filter(([, level]) => typeof level === "number" && level >= least)
    .map(([user]) => user);
  return [creator, ...powerful]
    .map((user) => scene.world.serverNumber(serverOf(user)))
    .filter((server) => server >= 0);
}

/** Links between two sets of servers, as a question about one link. */
export function linksBetween(
  scene: Scene,
  ends: {
    servers?: readonly string[] | undefined;
    to?: readonly string[] | undefined;
    oneWay?: boolean | undefined;
  },
): { meant: (from: number, to: number) => boolean; words: string; servers: number[] } {
  const { servers: ours = ["all"], to: theirs = ["all"], oneWay = false } = ends;
  const here = serversOf(scene, ours);
  const there = serversOf(scene, theirs, "to");
  const from = marks(scene, here);
  const to = marks(scene, there);
  const meant = (a: number, b: number) =>
    (from[a] === 1 && to[b] === 1) || (!oneWay && from[b] === 1 && to[a] === 1);
  const arrow = oneWay ? "→" : "↔";
  const words = `${naming(scene, here)} ${arrow} ${naming(scene, there)}`;
  return { meant, words, servers: here };
}

function marks(scene: Scene, servers: readonly number[]): Uint8Array {
  const set = new Uint8Array(scene.world.serverCount);
  for (const server of servers) set[server] = 1;
  return set;
}

/** Servers in words. */
export function naming({ world }: Scene, servers: readonly number[]): string {
  if (servers.length === world.serverCount) return "all servers";
  const names = servers.slice(0, 5).map((server) => world.serverName(server));
  const more = servers.length > 5 ? ` and ${servers.length - 5} more` : "";
  return names.length === 0 ? "no server" : names.join(", ") + more;
}

/** Servers and what they do, in words: `claim depth 1` of one server is "hs1 claims depth 1". */
export function doing(scene: Scene, servers: readonly number[], deed: string): string {
  return `${naming(scene, servers)} ${servers.length === 1 ? ofOne(deed) : deed}`;
}

const oddVerbs: Readonly<Record<string, string>> = { are: "is", will: "will" };

/** The deed of many as that of one: its first word is the verb. */
function ofOne(deed: string): string {
  return deed.replace(
    /^\w+/,
    (verb) => oddVerbs[verb] ?? verb + (/(?:s|sh|ch|o)$/.test(verb) ? "es" : "s"),
  );
}
