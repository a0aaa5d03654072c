// What real servers got of a room, and when: the companion file of a room that was recorded on
// real homeservers (`format: real-synapse/1`).
import { isObject, parseJson, type JsonObject, type JsonValue } from "../protocol/json.ts";
import type { ImportProblem } from "./result.ts";

/** An event as a real server had it. */
export interface ReceivedEvent {
  readonly id: string;
  /** Place in the order in which it became a full event; negative: fetched as history later. */
  readonly stream: number;
  readonly receivedMs: number;
  /** Known only as part of a state or an auth chain. */
  readonly outlier: boolean;
  readonly softFailed: boolean;
  /** Digest of the state after the event; absent for outliers. */
  readonly state: string | undefined;
}

/** Everything that a real server knew of the room. */
export interface ReceivedRoom {
  readonly name: string;
  readonly inRoom: boolean;
  readonly extremities: readonly string[];
  readonly events: readonly ReceivedEvent[];
  /** Digest of the final state; absent where the server was no longer in the room. */
  readonly finalState: string | undefined;
}

export interface Received {
  readonly version: string;
  readonly servers: readonly ReceivedRoom[];
  /** Public keys: server → key ID → unpadded base64. */
  readonly keys: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export type ReceivedResult =
  | { readonly ok: true; readonly received: Received }
  | { readonly ok: false; readonly problem: ImportProblem };

/** Reads the companion file of a recorded room. */
export function importReceived(text: string, fileName: string): ReceivedResult {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { message, line } = parsed.problem;
    return { ok: false, problem: { file: fileName, line, message, remedy: mend } };
  }
  const { value } = parsed;
  if (!isObject(value) || value.format !== "real-synapse/1") {
    const message = "this is no record of what servers received (format real-synapse/1)";
    return { ok: false, problem: { file: fileName, message, remedy: mend } };
  }
  const servers = objects(value.per_server).map(readServer);
  const keys = new Map<string, Map<string, string>>();
  for (const server of objects(value.servers)) {
    keys.set(String(server.name), readKeys(server.verify_keys));
  }
  return { ok: true, received: { version: String(value.room_version), servers, keys } };
}

const mend = "Name the room's .ndjson file; its .meta.json has to lie beside it, whole.";

function readServer(server: JsonObject): ReceivedRoom {
  return {
    name: String(server.name),
    inRoom: server.in_room === true,
    extremities: texts(server.forward_extremities),
    finalState: typeof server.final_state_hash === "string" ? server.final_state_hash : undefined,
    events: objects(server.events).map((event) => ({
      id: String(event.id),
      stream: Number(event.stream),
      receivedMs: Number(event.received_ts),
      outlier: event.outlier === true,
      // The flag can be lost in the database while the log has it.
      softFailed: event.soft_failed === true || event.flag_lost === true,
      state: typeof event.state === "string" ? event.state : undefined,
    })),
  };
}

function readKeys(value: JsonValue | undefined): Map<string, string> {
  const keys = new Map<string, string>();
  if (!isObject(value)) return keys;
  for (const [id, entry] of Object.entries(value)) {
    if (isObject(entry) && typeof entry.key === "string") keys.set(id, entry.key);
  }
  return keys;
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isObject(item)) : [];
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
