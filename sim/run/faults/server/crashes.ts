// Servers that go down, and what they lose by it: memory only, the newest of what was stored, all
// since an old backup, or everything.
import { faultRule, Ms, Servers, type Begun, type Scene } from "../fault-rule.ts";
import { Type } from "typebox";
import { serverOf } from "../../../protocol/event.ts";
import type { ServerBackup } from "../../../server/index.ts";
import { doAction } from "../../setup.ts";
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
    for (const server of servers) down(scene, server);
    const end = () => servers.forEach((server) => up(scene, server));
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
  begin: (scene, { servers }) => rewind(scene, servers, "lose what they store from now on"),
});

export const restoredBackup = faultRule({
  name: "restored-backup",
  family: "server",
  about: "At the end servers go back to the backup of its beginning, and fork their own history.",
  example: "servers=alpha.test",
  needsLength: true,
  fields: { servers: Servers, downMs: Type.Optional(Ms) },
  begin: (scene, { servers, downMs = 0 }) =>
    rewind(scene, servers, "will be restored to this moment", downMs),
});

/** Names the draws of restarts; far from those of steps, nudges and ends. */
const restartCause = (1 << 30) + (3 << 27);

/** Keeps a backup, and goes back to it at the end. */
function rewind(scene: Scene, words: readonly string[], what: string, downMs = 0): Begun {
  const servers = serversOf(scene, words);
  const { world, step } = scene;
  const backups = servers.map((server) => world.servers[server].save());
  const end = () => {
    for (const [n, server] of servers.entries()) {
      down(scene, server);
      restore(scene, server, backups[n]);
      if (downMs === 0) up(scene, server);
      else world.at(world.now() + downMs, restartCause + step, () => up(scene, server));
    }
  };
  return { what: doing(scene, servers, what), servers, end };
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
    for (const server of servers) {
      down(scene, server);
      restore(scene, server, undefined);
    }
    const end = () => {
      for (const [n, server] of servers.entries()) {
        up(scene, server);
        for (const { user, room, via } of users[n]) {
          doAction(
            scene.world,
            user,
            room,
            { kind: "join", via },
            { words: "joins the room anew" },
          );
        }
      }
    };
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

function down({ world, number }: Scene, server: number): void {
  if (!world.faults.crash(server)) return;
  world.servers[server].crash();
  world.recorder.note(
    { kind: "fault", atMs: world.now(), verb: "crash", id: number, server },
    ...[number, server],
  );
}

function up({ world, number }: Scene, server: number): void {
  if (!world.faults.restart(server)) return;
  world.recorder.note(
    { kind: "fault", atMs: world.now(), verb: "restart", id: number, server },
    ...[number, server],
  );
  world.servers[server].restart();
}

/** Takes a server that is down back to a backup, and writes down what it lost. */
function restore({ world }: Scene, server: number, backup: ServerBackup | undefined): void {
  for (const { replica, gone } of world.servers[server].restore(backup)) {
    world.recorder.forgot(server, replica, gone);
  }
}
