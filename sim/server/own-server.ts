// A homeserver as its own parts see it: what they may ask of the whole that they are parts of. The whole
// is homeserver.ts, which puts them together.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import type { Lies } from "./send/lies.ts";
import type { InboxItem } from "./replica/pending.ts";
import type { Policy } from "./policy.ts";
import type { Ports } from "./ports.ts";
import type { Replica } from "./replica/replica.ts";
import type { Answer, RoomRequest } from "./request.ts";
import type { SharedRoom } from "./replica/shared-room.ts";

export interface OwnServer {
  /** Number of the server in the run. */
  readonly number: number;
  readonly name: string;
  readonly policy: Policy;
  readonly ports: Ports;
  /** False: share no answers with other servers (to test the sharing). */
  readonly remember: boolean;
  readonly up: boolean;

  /** By room number. */
  readonly replicas: readonly (Replica | undefined)[];
  /** The server's replica of a room, made at first mention. */
  replica(shared: SharedRoom): Replica;
  /** Rooms to which a local user was invited from outside: room number → inviting server. */
  readonly invitedBy: Map<number, number>;

  /** Of a policy server: it signs no event that holds one of these words. Undefined: it is none. */
  readonly refusedWords: readonly string[] | undefined;
  /** Ways in which it errs on purpose; an honest server has none. */
  readonly lies: Lies;
  /** An error on purpose: /state_ids answers with the event before the newest one at a slot. */
  readonly staleSlot: { readonly room: SharedRoom; readonly slot: number } | undefined;

  /** Asks another server; the answer, or `noAnswer`, is handed to `then`. */
  ask(to: number, request: RoomRequest, then: (answer: Answer) => void): void;
  /** Calls back at a time, unless the server crashes before. */
  later(atMs: number, call: () => void): void;
  /** Sends a new event to the servers that are in the room before it. */
  publish(replica: Replica, event: EventIndex, before: StateId, except?: number): void;

  // What happens to a single event does not know what happens to rooms as a whole, and so asks for it.

  /** Takes an event in that came some other way than by a transaction. */
  offer(replica: Replica, item: InboxItem): void;
  /** Goes on with what waits in a room's inbox. */
  drain(replica: Replica): void;
  /** The forward extremities of a room have moved. */
  tidyLater(replica: Replica): void;
}
