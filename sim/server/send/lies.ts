// What a lying server can do: events that stand where they should not, events that are not what they
// say, two events where there should be one, and answers that leave things out. Honest servers have
// no lies; which lie is told when is the business of a run's faults.
import type { Pdu } from "../../protocol/event.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Draft, Onto } from "./draft.ts";
import type { Replica } from "../replica/replica.ts";
import type { Answer, RoomRequest } from "../request.ts";

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
