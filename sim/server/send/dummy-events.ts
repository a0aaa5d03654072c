// Events that say nothing and tie a room's forward extremities together, as Synapse sends them in the
// name of a local user where too many have come up. The look is taken some time after the number is
// passed, and again while it stays; what is quiet sets no timers.
import { sendLevel, userPower, viewOf } from "../../protocol/auth/room-view.ts";
import type { OwnServer } from "../own-server.ts";
import { makeEvent } from "./make-event.ts";
import type { Replica } from "../replica/replica.ts";

/** The type of such events. */
export const dummyType = "org.matrix.dummy_event";

/** Called whenever the forward extremities of a room have moved. */
export function tidyLater(server: OwnServer, replica: Replica): void {
  const { above, everyMs } = server.policy.dummyEvents;
  if (replica.tidyDue || !replica.joined || countOf(replica) <= above) return;
  replica.tidyDue = true;
  server.later(server.ports.now() + everyMs, () => {
    replica.tidyDue = false;
    if (!replica.joined || countOf(replica) <= above) return;
    const sender = senderOn(server, replica);
    if (sender === undefined) return;
    makeEvent(server, replica, { sender, type: dummyType, content: {} });
    tidyLater(server, replica);
  });
}

function countOf({ shared, extremities }: Replica): number {
  return shared.sets.members(extremities).length;
}

/** A joined local user who may send messages. */
function senderOn(server: OwnServer, { shared, graph, current }: Replica): string | undefined {
  const view = viewOf(graph, current);
  const needed = sendLevel(graph, view, { type: dummyType, isState: false });
  let found: string | undefined;
  graph.states.forEach(current, (_slot, event) => {
    const { type, state_key: user = "", content } = graph.pdu(event);
    if (found !== undefined || type !== "m.room.member" || content.membership !== "join") return;
    if (shared.serverOfUser(graph.userOf(user)) !== server.number) return;
    if (userPower(graph, view, graph.userOf(user)) >= needed) found = user;
  });
  return found;
}
