// A room's history before it has IDs: who does what, after which earlier drafts. A list of drafts is
// what is made up and what is shrunk; build-room.ts turns it into real events.
import type { UserId } from "../protocol/event.ts";
import type { JsonObject } from "../protocol/json.ts";

/** The part of an event that somebody decides. */
export interface Act {
  readonly sender: UserId;
  readonly type: string;
  /** Absent for messages. */
  readonly stateKey?: string;
  readonly content: JsonObject;
}

/** An event to be. Drafts name each other by their place in the list; only earlier ones. */
export interface Draft extends Act {
  /** What it stands on. */
  readonly prev: readonly number[];
  /** `origin_server_ts` in milliseconds. */
  readonly ts: number;
  /** Auth events are taken from the state after this draft instead of the state before the event:
   * the sending server knew no better, or pretended so. */
  readonly authAfter?: number;
}

/** A whole made-up room. */
export interface RoomDraft {
  readonly version: string;
  readonly drafts: readonly Draft[];
  /** States are taken after these drafts; absent: after all ends of the history. */
  readonly statesAfter?: readonly number[];
}
