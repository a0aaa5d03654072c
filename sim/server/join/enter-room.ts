// How a server enters a room whose state another one has given it: as who joins through a server that is in it
// (handshake.ts), and as who is put into a room that was there before.
// Spec v1.19, server-server API, "Joining Rooms".
import type { StateId } from "../../protocol/state.ts";
import type { OwnServer } from "../own-server.ts";
import {
  beginPartial,
  goOnPartial,
  notePartial,
  resync,
  stateOfFurtherJoin,
} from "../settle/partial-state.ts";
import { way } from "../verdict.ts";
import { drain } from "../receive/receive.ts";
import { settle } from "../settle/settle.ts";
import type { SharedRoom } from "../replica/shared-room.ts";

/**
 * Takes the room over as another server gave it: the state before the join, then the join. Its caller has taken in
 * the events that came with it, and knows whether the join cites others.
 */
export function enterRoom(
  server: OwnServer,
  shared: SharedRoom,
  room: {
    event: number;
    state: StateId;
    /** Where the state came without its members: who is in the room, and who told so. */
    servers?: readonly number[];
    via?: number;
  },
): void {
  const { event, state, servers, via = -1 } = room;
  const replica = server.replica(shared);
  const { waiting } = replica;
  if (waiting !== undefined && waiting !== "join") replica.inbox.unshift(waiting.item);
  replica.waiting = undefined;
  // What was known before is a closed chapter, unless another user has joined in the meantime.
  if (!replica.joined) replica.extremities = 0;
  const partial = replica.joined ? replica.partial : undefined;
  if (partial !== undefined) goOnPartial(server, partial, { via, servers });
  else if (servers !== undefined) beginPartial(server, replica, { join: event, via, servers });
  else if (replica.partial !== undefined) {
    notePartial(server, replica, replica.partial, "end");
    replica.partial = undefined;
  }
  const isFurther = partial !== undefined && servers !== undefined;
  const reported = isFurther
    ? stateOfFurtherJoin(server, replica, { join: event, told: state })
    : state;
  settle(server, replica, { event, via: way.join, reported });
  // Who is being asked already gets to this join as well.
  if (partial === undefined || partial.stuck) resync(server, replica);
  server.invitedBy.delete(shared.number);
  drain(server, replica);
}
