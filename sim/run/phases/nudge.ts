// Nudges: when all is quiet and servers still differ, a user of each says a word, for who lacks something asks
// for it only when something comes that stands on it. How often that is done is run.ts's business.
import type { SharedRoom } from "../../server/index.ts";
import { doAction } from "./do-action.ts";
import type { World } from "../world/world.ts";

/** From one server's nudge to the next one's. */
const nudgeEveryMs = 1000;

/** True if two servers that are in the room, by their own view, differ in its state. */
export function differs(world: World, room: SharedRoom): boolean {
  let state = -1;
  for (const { replicas } of world.servers) {
    const replica = replicas[room.number];
    if (replica === undefined || !replica.joined) continue;
    if (state >= 0 && replica.current !== state) return true;
    state = replica.current;
  }
  return false;
}

/**
 * One user of each server says a word, so that branches of history are tied together. Who may not speak changes
 * their own profile, which every member may.
 */
export function nudge(world: World, room: SharedRoom, round: number): void {
  let delayMs = 0;
  for (const server of world.servers) {
    const replica = server.replicas[room.number];
    const user = replica?.joined ? anyMember(world, room, server.number) : undefined;
    if (user === undefined) continue;
    delayMs += nudgeEveryMs;
    const message = { kind: "message", body: `nudge ${round}` } as const;
    const cause = (1 << 28) + round * world.serverCount + server.number;
    const profile = { kind: "join", via: server.number } as const;
    const instead = { action: profile, words: `changes their profile, as nudge ${round}` };
    world.at(world.now() + delayMs, cause, () => doAction(world, user, room, message, { instead }));
  }
}

/** The first joined member on a server, by the server's own view. */
function anyMember(world: World, room: SharedRoom, server: number): string | undefined {
  const replica = world.servers[server].replicas[room.number];
  let found: string | undefined;
  room.graph.states.forEach(replica?.current ?? 0, (_slot, event) => {
    const { type, state_key: user, content } = room.graph.pdu(event);
    if (found !== undefined || type !== "m.room.member" || content.membership !== "join") return;
    if (room.serverOfUser(room.graph.userOf(user as string)) === server) found = user;
  });
  return found;
}
