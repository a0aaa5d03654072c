// A fresh homeserver that is handed a whole room's events in a given order, without wire or time,
// so that a check can ask whether the order matters. Nothing soft-fails here: that may depend on it.
import type { Redeliver } from "../../check/index.ts";
import { slotKey } from "../../check/index.ts";
import { serverOf } from "../../protocol/event.ts";
import { Homeserver, policy, settle, SharedRoom, trustingIntake, way } from "../../server/index.ts";
import { silentPorts } from "./as-received.ts";

/** Delivers the events one after another and answers the server's current state in the end. */
export const redeliver: Redeliver = ({ version, dialect, events }) => {
  const name = serverOf(events[0]?.pdu.sender ?? "@nobody:nowhere");
  const shared = new SharedRoom({
    number: 0,
    version,
    serverNumber: (server) => (server === name ? 0 : -1),
    serverCount: 1,
    intake: trustingIntake,
  });
  const ports = silentPorts([name]);
  const rules = { ...policy("minimal"), dialect };
  const server = new Homeserver({ number: 0, policy: rules, ports, remember: true });
  const replica = server.replica(shared);
  for (const { id, pdu } of events) {
    const event = shared.graph.add(id, pdu);
    settle(server, replica, { event, via: way.own, reported: -1 });
  }
  const state = new Map<string, string>();
  const { graph } = shared;
  graph.states.forEach(replica.current, (slot, event) => {
    const { type, stateKey } = graph.slotNames(slot);
    state.set(slotKey(type, stateKey), graph.id(event));
  });
  return state;
};
