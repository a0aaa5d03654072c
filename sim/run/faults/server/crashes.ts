// Servers that go down, and what they lose by it: memory only, the newest of what was stored, all
// since an old backup, or everything.
import { faultRule, Ms, Servers, type Scene } from "../fault-rule.ts";
import type { End } from "../open-faults.ts";
import { Type } from "typebox";
import { serverOf } from "../../../protocol/event.ts";
import { doAction } from "../../phases/do-action.ts";
import type { Kept } from "../open-faults.ts";
import { doing, serversOf } from "../where.ts";

export const crashed = faultRule({
  name: "crash",
  family: "server",
  about: "Servers go down, lose what was only in memory, and come back at the end.",
  example: "servers=one",
  needsLength: true,
  fields: { servers: Servers },
  begin(scene, { servers: words }) {
    const servers = serversOf(scene, words);
    const ends = servers.map((server) => down(scene, server));
    const end = () => ends.forEach((up) => up());
    return { what: doing(scene, servers, "crash"), servers, end };
  },
});

export const retirement = faultRule({
  name: "retirement",
  family: "server",
  about: "Servers go down and never come back; others keep trying to reach them.",
  example: "servers=one",
  fields: { servers: Servers },
  begin(scene, { servers: words }) {
    const servers = serversOf(scene, words);
    for (const server of servers) down(scene, server);
    return { what: doing(scene, servers, "are retired"), servers };
  },
});

export const lostTail = faultRule({
  name: "lost-tail",
  family: "server",
  about: "At the end servers crash, lose all that they stored since it began, and start again.",
  example: "servers=alpha.test",
  needsLength: true,
  fields: { servers: Servers },
  begin: (scene, { servers: words }) => {
    const servers = serversOf(scene, words);
    const kept = servers.map((server) => keep(scene, server));
    // What another fault takes from a server meanwhile does not come back by this one.
    const lifts = servers.map((server, n) => scene.world.open.tails.add(server, kept[n]));
    const end = () => {
      for (const lift of lifts) lift();
      servers.forEach((server, n) => rewind(scene, server, kept[n]));
    };
    return { what: doing(scene, servers, "lose what they store from now on"), servers, end };
  },
});

export const restoredBackup = faultRule({
  name: "restored-backup",
  family: "server",
  about: "At the end servers go back to the backup of its beginning, and fork their own history.",
  example: "servers=alpha.test",
  needsLength: true,
  fields: { servers: Servers, downMs: Type.Optional(Ms) },
  begin: (scene, { servers: words, downMs = 0 }) => {
    const servers = serversOf(scene, words);
    const kept = servers.map((server) => keep(scene, server));
    const end = () => servers.forEach((server, n) => rewind(scene, server, kept[n], downMs));
    return { what: doing(scene, servers, "will be restored to this moment"), servers, end };
  },
});

/** Names the draws of restarts; far from those of steps, nudges and ends. */
const restartCause = (1 << 30) + (3 << 27);

function keep({ world }: Scene, server: number): Kept {
  return { savedMs: world.now(), backup: world.servers[server].save() };
}

/** A server crashes, goes back to what was kept, and starts again. */
function rewind(scene: Scene, server: number, kept: Kept, downMs = 0): void {
  const { world, step } = scene;
  const up = down(scene, server);
  restore(scene, server, kept);
  if (downMs === 0) up();
  else world.at(world.now() + downMs, restartCause + step, up);
}

export const wipe = faultRule({
  name: "wipe",
  family: "server",
  about: "Servers lose everything; at the end their users join their rooms anew, through others.",
  example: "servers=bravo.test",
  needsLength: true,
  fields: { servers: Servers },
  begin(scene, { servers: words }) {
    const servers = serversOf(scene, words);
    const users = servers.map((server) => membersOn(scene, server));
    const ends = servers.map((server) => {
      const up = down(scene, server);
      restore(scene, server, { savedMs: -Infinity, backup: undefined });
      return up;
    });
    const joinAnew = (n: number) => {
      const words = "joins the room anew";
      for (const { user, room, via } of users[n]) {
        doAction(scene.world, user, room, { kind: "join", via }, { words });
      }
    };
    const end = () => ends.forEach((up, n) => up(() => joinAnew(n)));
    return { what: doing(scene, servers, "lose everything"), servers, end };
  },
});

/** Joined users of a server with the server through which they can come back. */
function membersOn({ world, rooms }: Scene, server: number) {
  const members: { user: string; room: (typeof world.rooms)[number]; via: number }[] = [];
  for (const room of rooms.values()) {
    const replica = world.servers[server].replicas[room.number];
    if (replica === undefined || !replica.joined) continue;
    const via = [...room.joinedServers(replica.current)].find((other) => other !== server);
    if (via === undefined) continue;
    room.graph.states.forEach(replica.current, (_slot, event) => {
      const { type, state_key: user = "", content } = room.graph.pdu(event);
      if (type !== "m.room.member" || content.membership !== "join") return;
      if (world.serverNumber(serverOf(user)) === server) members.push({ user, room, via });
    });
  }
  return members;
}

/**
 * Takes a server down until the function that comes back is called, and as long as other faults keep it down.
 * Once it is up, that does what it was given.
 */
function down({ world, number }: Scene, server: number): (then?: End) => void {
  const { open, faults, servers, recorder } = world;
  const note = (verb: "crash" | "restart") =>
    recorder.note({ kind: "fault", atMs: world.now(), verb, id: number, server }, number, server);
  const waiting: End[] = [];
  const lift = open.down.add(server, waiting);
  if (faults.crash(server)) {
    servers[server].crash();
    note("crash");
  }
  return (then) => {
    if (then !== undefined) waiting.push(then);
    lift();
    const others = open.down.top(server);
    if (others !== undefined) return void others.push(...waiting);
    if (faults.restart(server)) {
      note("restart");
      servers[server].restart();
    }
    for (const each of waiting) each();
  };
}

/** Takes a server that is down back to what was kept, and writes down what it lost. */
function restore({ world }: Scene, server: number, kept: Kept): void {
  for (const { replica, gone } of world.servers[server].restore(kept.backup)) {
    world.recorder.forgot(server, replica, gone);
  }
  for (const tail of world.open.tails.of(server)) {
    if (tail.savedMs > kept.savedMs) Object.assign(tail, kept);
  }
}
