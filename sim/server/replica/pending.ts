// What a server has begun with a room and not ended: events that wait to be received, what it waits for
// before it goes on with them, and a state that is not whole yet. Data of its replica.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { Way } from "../verdict.ts";

/** An event that waits to be received. */
export interface InboxItem {
  readonly event: EventIndex;
  readonly via: Way;
  /** The server that sent it and that is asked about gaps. */
  readonly from: number;
  /** get_missing_events was tried for it. */
  readonly askedMissing: boolean;
  /** What came in one answer, with the event that it was asked for, shares this. */
  readonly batch?: object;
  /** How often it was tried in vain (default: 0). */
  readonly failures?: number;
  /** Called once the event has its verdict, or was given up for now. */
  readonly then?: () => void;
}

/** What the server is waiting for before it goes on with the inbox. */
export interface Pending {
  readonly item: InboxItem;
  /** Missing prev events whose state is still to be asked for. */
  readonly prevs: EventIndex[];
  /** States after missing prev events, as another server reported them. */
  readonly states: StateId[];
  /** The state that was reported for the first of `prevs`, while its events are fetched. */
  reported: StateId;
}

/** A room of which a server does not have the whole state yet. */
export interface PartialState {
  /** The join that brought the server in. */
  readonly join: EventIndex;
  /** Whom to ask for the state: the server that let it in, then all others that were in the room. */
  readonly servers: number[];
  /** Events that were taken in since and are not completed, the join first: their states lack what it lacks. */
  readonly events: EventIndex[];
  /** Which of `servers` is asked now; it stays with one that answers. */
  asked: number;
  /** How often all of them were asked in vain. */
  failures: number;
  /** True where nobody is asked until the next wait is over. */
  stuck: boolean;
  /** True where all is complete but for a join that is under way. */
  held: boolean;
  /** Actions of users that need to know the members. */
  readonly waiting: Set<(isWhole: boolean) => void>;
}
