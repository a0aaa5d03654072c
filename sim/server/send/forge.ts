// How a lying server makes what no honest one would: events that the rules refuse, and two events where
// there should be one. Which lie is told when is the business of a run's faults.
import { eventId } from "../../protocol/event-hash.ts";
import type { Pdu } from "../../protocol/event.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import { signEvent } from "../../protocol/signing.ts";
import type { Draft, Onto } from "./draft.ts";
import type { OwnServer } from "../own-server.ts";
import { enter, signDraft, withName } from "./make-event.ts";
import type { Replica } from "../replica/replica.ts";

/** Makes an event whatever the rules say of it, and sends it to who is in the room here and now. */
export function forge(
  server: OwnServer,
  replica: Replica,
  { draft, onto = {} }: { draft: Draft; onto?: Onto },
): EventIndex {
  const { graph } = replica.shared;
  const { pdu, id } = signDraft(server, replica, draft, onto);
  const event = graph.add(id, pdu);
  if (replica.has(event)) return event;
  enter(server, replica, event);
  server.publish(replica, event, replica.current);
  return event;
}

/** A second event in place of one that the server made: the same, but for a word of its content. */
export function equivocate(server: OwnServer, replica: Replica, event: EventIndex): EventIndex {
  const { graph } = replica.shared;
  const {
    hashes: _hashes,
    signatures: _signatures,
    event_id: _id,
    ...said
  } = graph.pdu(event) as Pdu & { event_id?: string };
  const twin = { ...said, content: { ...said.content, "test.rashomon.twin": true } } as Pdu;
  const named = withName(twin, graph.version);
  const signed = signEvent(named, graph.version, server.ports.signer(server.number));
  const made = graph.add(eventId(signed, graph.version), signed);
  enter(server, replica, made);
  return made;
}
