// What operators do to servers while they run: new software, other settings, new keys, a room's ACL;
// and what users do to them all at once.
import { below } from "../../../engine/index.ts";
import { serverOf } from "../../../protocol/event.ts";
import { findRoomVersion } from "../../../protocol/room-version.ts";
import { dialectKnows, dialects } from "../../../protocol/state-res/index.ts";
import { aclType, policies, policy, withDenied } from "../../../server/index.ts";
import { doAction } from "../../phases/do-action.ts";
import {
  chanceOf,
  Count,
  faultRule,
  Ms,
  optional,
  RoomLabel,
  Servers,
  word,
} from "../fault-rule.ts";
import { doing, naming, serversOf } from "../where.ts";

export const upgrade = faultRule({
  name: "upgrade",
  family: "server",
  about: "Servers follow another dialect of state resolution from now on; what is stored stays.",
  example: "dialect=spec servers=half",
  momentary: true,
  fields: { dialect: word(...dialects.keys()), servers: Servers },
  problem: ({ dialect }, { rooms }) =>
    rooms.some(({ version = "" }) => isUnknownTo(dialect, version))
      ? `${dialect} does not know room version 12`
      : undefined,
  begin(scene, { dialect, servers: words }) {
    const servers = serversOf(scene, words);
    for (const server of servers) {
      const homeserver = scene.world.servers[server];
      homeserver.upgrade({ ...homeserver.policy, dialect });
    }
    return { what: doing(scene, servers, `follow ${dialect} from now on`), servers, dialect };
  },
});

const isUnknownTo = (dialect: string, version: string) => {
  const rules = findRoomVersion(version);
  return rules !== undefined && !dialectKnows(dialect, rules);
};

export const policyChange = faultRule({
  name: "policy-change",
  family: "server",
  about: "Servers behave by another policy (waits, limits) until the end.",
  example: "policy=minimal servers=half",
  fields: { policy: word(...policies.keys()), servers: Servers },
  begin(scene, { policy: name, servers: words }) {
    const servers = serversOf(scene, words);
    const next = policy(name);
    const ends = servers.map((server) => scene.world.behaveBy(server, next));
    const end = () => ends.forEach((each) => each());
    const asks = next.asksPolicyServer ? {} : { asksPolicyServer: false as const };
    return { what: doing(scene, servers, `behave by ${name}`), servers, ...asks, end };
  },
});

export const keyRotation = faultRule({
  name: "key-rotation",
  family: "server",
  about: "Servers sign with a key that others cannot fetch until the end: they drop such events.",
  example: "servers=one",
  needsLength: true,
  breaks: ["delivery"],
  fields: { servers: Servers },
  begin(scene, { servers: words }) {
    const { world } = scene;
    const servers = serversOf(scene, words);
    const ends = servers.map((server) => world.hideKey(server));
    const end = () => ends.forEach((each) => each());
    return { what: doing(scene, servers, "sign with keys that nobody has"), servers, end };
  },
});

export const aclChange = faultRule({
  name: "acl-change",
  family: "server",
  about:
    "The creator of a room shuts other servers out of it by an ACL, and lets them in at the end.",
  example: "room=room1 servers=one",
  fields: { room: RoomLabel, servers: Servers },
  problem: ({ room }, plan) => roomProblem(room, plan.rooms),
  begin(scene, { room: label, servers: words }) {
    const { world, rooms } = scene;
    const room = rooms.get(label);
    if (room === undefined) return { what: `there is no room ${label} yet` };
    // Who shuts its own server out can never undo it: all others refuse the next ACL.
    const user = room.graph.pdu(room.graph.create).sender;
    const home = serverOf(user);
    const servers = serversOf(scene, words).filter((server) => world.serverName(server) !== home);
    const names = servers.map((server) => world.serverName(server));
    const lift = world.open.denied.add(room.number, names);
    /** Shuts out whom this fault and all others of its kind mean that are open now. */
    const set = () => {
      const denied = new Set(world.open.denied.of(room.number).flat());
      const content = withDenied(undefined, [...denied]);
      doAction(world, user, room, { kind: "state", type: aclType, key: "", content });
    };
    set();
    const end = () => {
      lift();
      set();
    };
    return { what: doing(scene, servers, `are shut out of ${label}`), servers, end };
  },
});

/** Names the draws of the joins; far from those of steps, nudges and ends. */
const joinCause = (1 << 30) + (5 << 26);

export const massJoin = faultRule({
  name: "mass-join",
  family: "server",
  about: "Many new users of some servers join a public room within a short time.",
  example: "room=room1 count=50 withinMs=5s",
  momentary: true,
  fields: { room: RoomLabel, count: Count, withinMs: optional(Ms), servers: optional(Servers) },
  problem: ({ room, count }, plan) =>
    count > 10_000 ? "more than 10000 users" : roomProblem(room, plan.rooms),
  begin(scene, { room: label, count, withinMs = 1000, servers: words = ["all"] }) {
    const { world, rooms, step } = scene;
    const room = rooms.get(label);
    const servers = serversOf(scene, words);
    const draws = chanceOf(scene, "mass join");
    for (let n = 0; n < count && room !== undefined; n++) {
      const server = servers[below(draws.at2(n, 0), servers.length)];
      const user = `@guest${step}-${n}:${world.serverName(server)}`;
      const via = world.serverNumber(serverOf(room.graph.pdu(room.graph.create).sender));
      const atMs = world.now() + below(draws.at2(n, 1), withinMs + 1);
      world.at(atMs, joinCause + (step % 1024) * 16_384 + n, () => {
        doAction(world, user, room, { kind: "join", via });
      });
    }
    return { what: `${count} users of ${naming(scene, servers)} join ${label}`, servers };
  },
});

function roomProblem(
  label: string,
  rooms: readonly { readonly label: string }[],
): string | undefined {
  if (rooms.some((room) => room.label === label)) return undefined;
  const labels = rooms.map((room) => room.label);
  return `there is no room ${label}; the plan has ${labels.join(", ") || "none"}`;
}
