// A request to an origin as data: as it came, and once it is known who asks. incoming.ts answers it.
import type { JsonObject } from "../protocol/json.ts";
import type { Homeserver } from "../server/index.ts";

/** A request to one origin. */
export interface Inbound {
  /** Number of the origin. */
  readonly origin: number;
  readonly method: string;
  /** Path and query as they came. */
  readonly uri: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A request whose sender is known. */
export interface Authenticated {
  readonly server: Homeserver;
  readonly method: string;
  /** Number and name of the sender. */
  readonly from: number;
  readonly sender: string;
  /** Endpoint and parameters, decoded: `["send", "1"]`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly content: JsonObject;
}
