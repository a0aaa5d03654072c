// What users can do on their homeserver, as plain data: this is what plans hold. How it is done is act.ts.
import type { UserId } from "../protocol/event.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { EventIndex } from "../protocol/room-graph.ts";

/** What a user does in a room. */
export type Action =
  | { readonly kind: "message"; readonly body: string }
  | { readonly kind: "topic"; readonly topic: string }
  | { readonly kind: "name"; readonly name: string }
  | {
      readonly kind: "state";
      readonly type: string;
      readonly key: string;
      readonly content: JsonObject;
    }
  | { readonly kind: "invite" | "kick" | "ban" | "unban"; readonly target: UserId }
  | { readonly kind: "leave" }
  /** `via`: number of the server to join through, where the user's own is not in the room. */
  | { readonly kind: "join"; readonly via?: number }
  /** `via` as for joins. */
  | { readonly kind: "knock"; readonly via?: number }
  /** Looks at the history before what the server has; it asks the server `via` for it. */
  | { readonly kind: "scroll"; readonly via: number }
  | { readonly kind: "power"; readonly target: UserId; readonly level: number }
  /** Names the server with this number as the room's policy server, with the key that it has now. */
  | { readonly kind: "policy-server"; readonly via: number }
  /** Changes fields of the power levels, for example `{ "events_default": 50 }`. */
  | { readonly kind: "levels"; readonly change: JsonObject }
  | { readonly kind: "join-rule"; readonly rule: string; readonly allow?: readonly JsonObject[] };

export type ActionResult =
  /** `event`: what the action made, -1 where it made none. */
  | { readonly result: "ok"; readonly event: EventIndex }
  | { readonly result: "refused" | "failed"; readonly why: string };

/** How a new room is set up. */
export interface RoomSetup {
  readonly joinRule: string;
  /** Levels of users besides the creator. */
  readonly powers: Readonly<Record<UserId, number>>;
  /** Further fields of the power levels. */
  readonly levels?: JsonObject;
  readonly name?: string;
}
