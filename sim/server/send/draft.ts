// An event before a server makes it: what a user wants to send, and what a lie lets it stand on.
import type { UserId } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";

/** What a user wants to send. */
export interface Draft {
  readonly sender: UserId;
  readonly type: string;
  readonly stateKey?: string;
  readonly content: JsonObject;
}

/** What an event stands on where that is not what an honest server would choose. */
export interface Onto {
  readonly prevs?: readonly EventIndex[];
  readonly auths?: readonly EventIndex[];
  readonly depth?: number;
}
