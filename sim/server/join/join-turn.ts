// Joins of one server's users into one room, one after the other, as Synapse makes them (`member_linearizer`,
// `_is_partial_state_room_linearizer`): while one is under way the room's state stays partial, so that who asked for
// part of a state does not get it for a room of which all is known. Where joins bring the whole state nobody has to wait.
import type { OwnServer } from "../own-server.ts";
import { goOnAfterJoin } from "../settle/partial-state.ts";
import type { Replica } from "../replica/replica.ts";

/**
 * Begins a join through another server as soon as it is its turn.
 * @param join is given what to call once it is over, however it ended
 * @param again begins anew what had to wait: by then it may be a join of another kind
 */
export function joinInTurn(
  server: OwnServer,
  replica: Replica,
  { join, again }: { join: (over: () => void) => void; again: () => void },
): void {
  if (server.policy.partialStateJoins === undefined) return join(() => {});
  if (replica.joinsWaiting !== undefined) return void replica.joinsWaiting.push(again);
  const waiting: (() => void)[] = [];
  replica.joinsWaiting = waiting;
  join(() => {
    replica.joinsWaiting = undefined;
    goOnAfterJoin(server, replica);
    for (const next of waiting) next();
  });
}
