// What a cell of the conformance table is made of, and short words for the events in it.
import type { RuleName } from "../../sim/protocol/auth/rules.ts";
import type { JsonObject } from "../../sim/protocol/json.ts";
import { creator, type Draft, type SmallRoomChange } from "../reference/small-room.ts";

/** An event to judge, and how the room differs from the plain one. */
export interface Trial {
  readonly about: string;
  readonly event: Draft;
  readonly room?: SmallRoomChange;
}

/** What a rule lets pass and what it stops, one thing being different. */
export interface CellIn {
  readonly accepts: Trial;
  readonly refuses: Trial;
  /** For rules that allow: the rule that then refuses (default: the cell's own). */
  readonly by?: RuleName;
}

/** A cell, for each version that has the rule. */
export type Cell = (version: string) => CellIn;

/** A membership event. */
export function membership(
  sender: string,
  target: string,
  content: JsonObject & { readonly membership: string },
  more: Partial<Draft> = {},
): Draft {
  return { type: "m.room.member", sender, state_key: target, content, ...more };
}

/** A membership event about oneself. */
export function own(user: string, wanted: string, more: Partial<Draft> = {}): Draft {
  return membership(user, user, { membership: wanted }, more);
}

export function message(sender: string, more: Partial<Draft> = {}): Draft {
  return { type: "m.room.message", sender, content: { body: "" }, ...more };
}

/** A state event under the empty state key. */
export function state(type: string, sender: string, content: JsonObject = {}): Draft {
  return { type, sender, state_key: "", content };
}

/** A create event of a new room. */
export function create(version: string, more: Partial<Draft> = {}): Draft {
  return {
    type: "m.room.create",
    sender: creator,
    state_key: "",
    prev_events: [],
    content: { creator, room_version: version },
    ...(version === "12" ? {} : { room_id: "!new:a.test" }),
    ...more,
  };
}

/** The auth events of the creator's message, without the power levels. */
export function listed(version: string): string[] {
  return version === "12" ? ["$ada"] : ["$create", "$ada"];
}
