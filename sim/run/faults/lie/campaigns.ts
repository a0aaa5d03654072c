// Lies that take several events: what was rejected is cited all the same, a banned user speaks from
// the past, power levels change without end, old transactions come again. Each goes on in a rhythm
// until its end.
import { Type } from "typebox";
import { below } from "../../../engine/index.ts";
import { serverOf } from "../../../protocol/event.ts";
import { forge, type RoomEvent } from "../../../server/index.ts";
import { doAction } from "../../phases/do-action.ts";
import { chanceOf, faultRule, optional, RoomLabel, Servers, UserId } from "../fault-rule.ts";
import type { Scene } from "../fault-rule.ts";
import { doing, serversOf } from "../where.ts";

const EveryMs = Type.Integer({ minimum: 1, maximum: 86_400_000 });
const rhythm = { everyMs: optional(EveryMs) };
const everyDefaultMs = 10_000;

/** Names the draws of what a campaign does; far from those of steps, nudges and ends. */
const campaignCause = (1 << 30) + (7 << 26);
/** A campaign without an end of its own stops after so many rounds, so that runs come to rest. */
const roundsMax = 50;

/** Calls back now and again and again; answers what ends it. */
function repeat(scene: Scene, everyMs: number, call: (round: number) => void): () => void {
  const { world, step } = scene;
  let over = false;
  const go = (round: number): void => {
    if (over || round >= roundsMax) return;
    call(round);
    const cause = campaignCause + (step % 4096) * 64 + (round % 64);
    world.at(world.now() + everyMs, cause, () => go(round + 1));
  };
  go(0);
  return () => void (over = true);
}

/** A user's server, the room there, or undefined where either is not to be had. */
function standOf({ world, rooms }: Scene, user: string, label: string) {
  const room = rooms.get(label);
  const server = world.servers[world.serverNumber(serverOf(user))];
  const replica = room === undefined ? undefined : server?.replicas[room.number];
  if (room === undefined || replica === undefined || !server.up) return undefined;
  return { server, replica, room };
}

const userProblem = (
  { user, room }: { user: string; room: string },
  plan: Scene["plan"],
): string | undefined => {
  if (!plan.servers.some(({ name }) => name === serverOf(user))) {
    return `${user} is on no server of the plan`;
  }
  if (plan.rooms.some(({ label }) => label === room)) return undefined;
  return `there is no room ${room}; the plan has ${plan.rooms.map(({ label }) => label).join(", ")}`;
};

export const rejectedReferenced = faultRule({
  name: "rejected-referenced",
  family: "lie",
  about:
    "A user sends what the rules refuse (levels they may not set), and then events that cite it.",
  example: "user=@carol:charlie.test room=room1 everyMs=10s",
  fields: { user: UserId, room: RoomLabel, ...rhythm },
  problem: userProblem,
  begin(scene, { user, room: label, everyMs = everyDefaultMs }) {
    const end = repeat(scene, everyMs, (round) => {
      const stand = standOf(scene, user, label);
      if (stand === undefined || stand.replica.extremities === 0) return;
      const { server, replica } = stand;
      const draft = {
        sender: user,
        type: "m.room.power_levels",
        stateKey: "",
        content: { users: { [user]: 1000 + round } },
      };
      const tips = [...replica.shared.sets.members(replica.extremities)];
      const bad = forge(server, replica, { draft });
      const message = {
        sender: user,
        type: "m.room.message",
        content: { body: `and so ${round}` },
      };
      forge(server, replica, { draft: message, onto: { prevs: [bad, ...tips].slice(0, 20) } });
    });
    return { what: `${user} makes itself powerful in ${label}, and goes on from there`, end };
  },
});

export const softFailProbing = faultRule({
  name: "soft-fail-probing",
  family: "lie",
  about: "A user's server speaks from the moment it began, whatever was decided on the user since.",
  example: "user=@carol:charlie.test room=room1 everyMs=10s",
  fields: { user: UserId, room: RoomLabel, ...rhythm },
  problem: userProblem,
  begin(scene, { user, room: label, everyMs = everyDefaultMs }) {
    const start = standOf(scene, user, label);
    let prevs = start === undefined ? [] : [...start.room.sets.members(start.replica.extremities)];
    const end = repeat(scene, everyMs, (round) => {
      const stand = standOf(scene, user, label);
      if (stand === undefined || prevs.length === 0) return;
      const draft = {
        sender: user,
        type: "m.room.message",
        content: { body: `still here ${round}` },
      };
      prevs = [forge(stand.server, stand.replica, { draft, onto: { prevs } })];
    });
    return { what: `${user} goes on from here in ${label}, whatever happens`, end };
  },
});

export const powerSpam = faultRule({
  name: "power-spam",
  family: "lie",
  about: "A user with power changes the power levels again and again.",
  example: "user=@alice:alpha.test room=room1 everyMs=1s",
  fields: { user: UserId, room: RoomLabel, ...rhythm },
  problem: userProblem,
  begin(scene, { user, room: label, everyMs = everyDefaultMs }) {
    const room = scene.rooms.get(label);
    const end = repeat(scene, everyMs, (round) => {
      if (room === undefined) return;
      const change = { events_default: round % 2, state_default: 50 - (round % 2) };
      doAction(scene.world, user, room, { kind: "levels", change });
    });
    return { what: `${user} changes the power levels of ${label} again and again`, end };
  },
});

export const replay = faultRule({
  name: "replay",
  family: "lie",
  about: "A server sends old events of its rooms again, to everybody.",
  example: "servers=alpha.test everyMs=5s",
  fields: { servers: Servers, ...rhythm },
  begin(scene, { servers: words, everyMs = everyDefaultMs }) {
    const { world } = scene;
    const servers = serversOf(scene, words);
    const draws = chanceOf(scene, "replay");
    const end = repeat(scene, everyMs, (round) => {
      for (const server of servers) {
        const pdus = oldEvents(scene, server, (n) => draws.at3(round, server, n));
        const others = Int32Array.from(othersThan(world.serverCount, server));
        if (pdus.length > 0) world.wire.broadcastAgain(server, pdus, others);
      }
    });
    return { what: doing(scene, servers, "send old events again"), servers, end };
  },
});

/** Up to five events that a server knows, drawn by chance. */
function oldEvents({ world }: Scene, server: number, draw: (n: number) => number): RoomEvent[] {
  const events: RoomEvent[] = [];
  if (!world.servers[server].up) return events;
  for (const replica of world.servers[server].replicas) {
    if (replica === undefined) continue;
    const known: number[] = [];
    replica.forEachKnown((event) => replica.has(event) && known.push(event));
    for (let n = 0; n < 5 && known.length > 0; n++) {
      events.push({ room: replica.shared, event: known[below(draw(n), known.length)] });
    }
  }
  return events;
}

function othersThan(count: number, without: number): number[] {
  return Array.from({ length: count }, (_, n) => n).filter((server) => server !== without);
}
