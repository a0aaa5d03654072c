// What a lying server can do: events that stand where they should not, events that are not what they
// say, two events where there should be one, and answers that leave things out. Honest servers have
// no lies; which lie is told when is the business of a run's faults.
import { signEvent } from "../protocol/signing.ts";
import { eventId } from "../protocol/event-hash.ts";
import type { Pdu } from "../protocol/event.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Homeserver } from "./homeserver.ts";
import { enter, signDraft, withName, type Draft, type Onto } from "./make-event.ts";
import type { Replica } from "./replica.ts";
import type { Answer, RoomRequest } from "./request.ts";

/** How a server errs on purpose. */
export interface Lies {
  /** What its events stand on in place of the extremities. */
  readonly onto?: (replica: Replica, draft: Draft) => Onto | undefined;
  /** Changes a finished event. */
  readonly spoil?: (pdu: Pdu) => Pdu;
  /** Which servers get which event in place of the one that was made. */
  readonly share?: (
    replica: Replica,
    event: EventIndex,
    to: Int32Array,
  ) => readonly (readonly [event: EventIndex, to: Int32Array])[];
  /** Sends events without the signature of the room's policy server. */
  readonly skipsPolicyServer?: boolean;
  /** Changes an answer to another server. */
  readonly answer?: (request: RoomRequest, answer: Answer) => Answer | undefined;
}

/** Makes an event whatever the rules say of it, and sends it to who is in the room here and now. */
export function forge(
  server: Homeserver,
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
export function equivocate(server: Homeserver, replica: Replica, event: EventIndex): EventIndex {
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
