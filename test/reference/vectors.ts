// Reads the rooms with known results that lie beside the repository (see test/vectors.ts) into one
// plain shape, and mends what their formats are careless about; each reader says what. It judges
// nothing. Longer than most files because it holds one reader for each of seven formats.
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import json5 from "json5";
import { slotKey, type GetPdu, type PlainState } from "../../sim/check/referee.ts";
import type { EventId, IdentifiedPdu, Pdu } from "../../sim/protocol/event.ts";
import type { JsonObject, JsonValue } from "../../sim/protocol/json.ts";
import { vectorPath, vectorText } from "../vectors.ts";
import { canonical } from "./canonical.ts";
import { field, named } from "./values.ts";

/** A room whose events are in an order that puts previous events first. */
export interface VectorRoom {
  readonly name: string;
  readonly version: string;
  readonly events: readonly IdentifiedPdu[];
  readonly get: GetPdu;
}

/** States to resolve, and the right answer. */
export interface StateVector extends VectorRoom {
  readonly states: readonly PlainState[];
  readonly expected: PlainState;
}

/** The fields of an event as vectors have them: some may be missing. */
interface LooseEvent {
  readonly event_id?: EventId;
  readonly prev_events?: readonly (EventId | readonly [EventId, JsonValue])[];
  readonly auth_events?: readonly (EventId | readonly [EventId, JsonValue])[];
  readonly [field: string]: unknown;
}

/** Makes an event of a loose one: edges of version 1 (pairs) become IDs, absent fields empty. */
export function eventOf(loose: LooseEvent): IdentifiedPdu {
  const {
    event_id: id,
    unsigned: _unsigned,
    prev_events: prev,
    auth_events: auth,
    ...rest
  } = loose;
  const ids = (edges: LooseEvent["prev_events"]): EventId[] =>
    (edges ?? []).map((edge) => (typeof edge === "string" ? edge : edge[0]));
  const defaults = { content: {}, depth: 0, origin_server_ts: 0 };
  const pdu = { ...defaults, ...rest, prev_events: ids(prev), auth_events: ids(auth) };
  return { id: id ?? "", pdu: pdu as unknown as Pdu };
}

function roomOf(name: string, version: string, events: readonly IdentifiedPdu[]): VectorRoom {
  const byId = new Map(events.map(({ id, pdu }) => [id, pdu]));
  return { name, version, events, get: (id) => byId.get(id) };
}

/** The state that consists of the given events. */
export function stateOf(room: { get: GetPdu }, ids: readonly EventId[]): PlainState {
  return new Map(
    ids.map((id) => {
      const event = room.get(id);
      if (event?.state_key === undefined) throw new Error(`${id} is no known state event`);
      return [slotKey(event.type, event.state_key), id];
    }),
  );
}

/** The events of a state, sorted. */
export function idsOf(state: PlainState): EventId[] {
  return [...state.values()].sort();
}

/** `statevec/1` files of `differential` and `synapse-graphs`. */
export function stateVectors(folder: "differential" | "synapse-graphs"): StateVector[] {
  return files(folder, ".json").flatMap((name) => {
    const read = JSON.parse(vectorText(folder, name)) as {
      room_version: string;
      events?: LooseEvent[];
      state_sets: EventId[][];
      expected_state: EventId[];
    };
    if (read.events === undefined) return [];
    const room = roomOf(name, read.room_version, read.events.map(eventOf));
    const states = read.state_sets.map((ids) => stateOf(room, ids));
    return [{ ...room, states, expected: stateOf(room, read.expected_state) }];
  });
}

/** Synapse's auth graphs, with the auth chains and conflicted subgraphs that they hold. */
export function authGraphs(): {
  chains: {
    auth_graph: Record<string, string[]>;
    auth_chain_of_each: Record<string, string[]>;
    unions: { of: string[]; chain: string[] }[];
    include_given: { of: string[]; chain: string[] };
  };
  subgraphs: {
    auth_graph: Record<string, string[]>;
    cases: { name: string; conflicted: string[]; conflicted_subgraph: string[] }[];
  };
} {
  const read = (name: string): unknown => JSON.parse(vectorText("synapse-graphs", name));
  return {
    chains: read("auth_chains.json") as ReturnType<typeof authGraphs>["chains"],
    subgraphs: read("conflicted_subgraph.json") as ReturnType<typeof authGraphs>["subgraphs"],
  };
}

/** A case of ruma's: batches of state events, or state maps, and the resolved state. */
export interface RumaCase extends VectorRoom {
  readonly mode: "dag" | "state_maps";
  readonly batches: readonly (readonly EventId[])[];
  readonly states: readonly PlainState[];
  readonly expected: PlainState;
}

/** All cases of ruma's index. */
export function rumaCases(): RumaCase[] {
  const index = JSON.parse(vectorText("ruma", "index.json")) as {
    name: string;
    mode: "dag" | "state_maps";
    room_version: string;
    pdu_batches: string[];
    state_maps?: string[];
    expected: string;
  }[];
  return index.map((entry) => {
    const batches = entry.pdu_batches.map((path) =>
      (JSON.parse(vectorText("ruma", path)) as LooseEvent[]).map(eventOf),
    );
    const room = roomOf(entry.name, entry.room_version, batches.flat());
    const lists = (entry.state_maps ?? []).map(
      (path) => JSON.parse(vectorText("ruma", path)) as EventId[],
    );
    // A snapshot is a JSON list behind a head that ends with the second line of dashes.
    const [, , ...body] = vectorText("ruma", entry.expected).split(/^---$/m);
    const expected = (JSON.parse(body.join("---")) as { event_id: EventId }[]).map(
      ({ event_id: id }) => id,
    );
    return {
      ...room,
      mode: entry.mode,
      batches: batches.map((batch) => batch.map(({ id }) => id)),
      states: lists.map((ids) => stateOf(room, ids)),
      expected: stateOf(room, expected),
    };
  });
}

/** An event that a table of gomatrixserverlib allows or refuses in a state. */
export interface AuthCase extends VectorRoom {
  readonly event: IdentifiedPdu;
  readonly state: PlainState;
  readonly allowed: boolean;
}

/**
 * The auth tables, each in its version and those of version 1 in version 10 as well. Event IDs repeat in them, so every event gets one of its own;
 * previous events that name the create event are pointed to its new ID.
 */
export function authCases(): AuthCase[] {
  return files("gomatrixserverlib/auth", ".json").flatMap((name) => {
    const { room_version: own } = JSON.parse(vectorText("gomatrixserverlib", "auth", name)) as {
      room_version: string;
    };
    return [...new Set([own, "10"])].flatMap((version) => authTable(name, version));
  });
}

function authTable(name: string, version: string): AuthCase[] {
  const table = JSON.parse(vectorText("gomatrixserverlib", "auth", name)) as {
    state: Record<string, LooseEvent | Record<string, LooseEvent>>;
    allowed: LooseEvent[];
    not_allowed: { event: LooseEvent }[];
  };
  const held = Object.entries(table.state).flatMap(([kind, entry]): LooseEvent[] => {
    if (kind !== "member" && kind !== "third_party_invite") return [entry as LooseEvent];
    return Object.values(entry as Record<string, LooseEvent>);
  });
  const createId = table.state.create?.event_id;
  // One state of the tables has a create event without a state key, which is meant to be empty.
  const stateEvents = held.map((loose, at) => {
    return eventOf({ state_key: "", ...loose, event_id: `$state${at}` });
  });
  const create = stateEvents.find(({ pdu }) => pdu.type === "m.room.create")?.id ?? "";
  const caseOf = (loose: LooseEvent, at: number, allowed: boolean): AuthCase => {
    const { pdu } = eventOf(loose);
    const prev = pdu.prev_events.map((id) => (id === createId ? create : id));
    const event = { id: `$${allowed}${at}`, pdu: { ...pdu, prev_events: prev } };
    const room = roomOf(`${name} ${event.id}`, version, [...stateEvents, event]);
    return {
      ...room,
      event,
      state: stateOf(
        room,
        stateEvents.map(({ id }) => id),
      ),
      allowed,
    };
  };
  return [
    ...table.allowed.map((loose, at) => caseOf(loose, at, true)),
    ...table.not_allowed.map(({ event }, at) => caseOf(event, at, false)),
  ];
}

/** gomatrixserverlib's splits into unconflicted and conflicted, and its sorting by power. */
export function splitAndSort(): {
  split: {
    algorithm: string;
    sets: [string, string, EventId][][];
    unconflicted: EventId[];
    conflicted: EventId[];
  }[];
  power_order: { events: { id: string; power: number; ts: number }[]; order: string[] };
} {
  return JSON.parse(vectorText("gomatrixserverlib", "split_and_sort.json")) as ReturnType<
    typeof splitAndSort
  >;
}

/** A room of rezzy's with the state at the merge of its heads. */
export interface RezzyRoom extends VectorRoom {
  readonly heads: readonly EventId[];
  readonly expected: PlainState;
  /** `null`: no membership event. */
  readonly members: Readonly<Record<string, string | null>>;
}

/**
 * The rooms whose two expectations agree. Those of version 12 cite the create event and mostly
 * lack the room ID; here they get the room ID and lose the citation, as version 12 demands.
 */
export function rezzyRooms(): RezzyRoom[] {
  const index = JSON.parse(vectorText("rezzy", "expected.json")) as Record<
    string,
    {
      room_version: string;
      heads: EventId[];
      upstream_assertions: { member?: Record<string, string | null> };
      scratch_state_at_heads_merge: EventId[];
      scratch_agrees_with_upstream_members: boolean;
    }
  >;
  return Object.entries(index).flatMap(([name, entry]) => {
    if (!entry.scratch_agrees_with_upstream_members) return [];
    const events = lines(vectorText("rezzy", "critique", `${name}.jsonl`)).map(eventOf);
    const create = events.find(({ pdu }) => pdu.type === "m.room.create")?.id ?? "";
    const mended = events.map(({ id, pdu }) => {
      if (entry.room_version !== "12" || id === create) return { id, pdu };
      const auth = pdu.auth_events.filter((cited) => cited !== create);
      return { id, pdu: { ...pdu, room_id: `!${create.slice(1)}`, auth_events: auth } };
    });
    const room = roomOf(name, entry.room_version, mended);
    const members = entry.upstream_assertions.member ?? {};
    const expected = stateOf(room, entry.scratch_state_at_heads_merge);
    return [{ ...room, heads: entry.heads, expected, members }];
  });
}

/** A room that real Synapses made, with what each of them holds. */
export interface RealRoom extends VectorRoom {
  readonly servers: readonly {
    readonly server: string;
    /** The hash of the state after each event that the server has a state for. */
    readonly states: ReadonlyMap<EventId, string>;
    readonly extremities: readonly EventId[];
    readonly finalState: string | undefined;
  }[];
}

/** All rooms of `real-synapse`. */
export function realRooms(): RealRoom[] {
  return files("real-synapse", ".ndjson").map((name) => {
    const meta = JSON.parse(vectorText("real-synapse", name.replace(".ndjson", ".meta.json"))) as {
      room_version: string;
      per_server: {
        name: string;
        forward_extremities: EventId[];
        final_state_hash?: string | null;
        events: { id: EventId; state?: string }[];
      }[];
    };
    const events = lines(vectorText("real-synapse", name)).map(eventOf);
    const servers = meta.per_server.map((server) => ({
      server: server.name,
      states: new Map(
        server.events.flatMap(({ id, state }) => (state === undefined ? [] : [[id, state]])),
      ),
      extremities: server.forward_extremities,
      finalState: server.final_state_hash ?? undefined,
    }));
    return { ...roomOf(name, meta.room_version, events), servers };
  });
}

/**
 * A scenario of TARDIS, or a room with an event a line. Times that are missing run on from 2024 in
 * steps of a second; where the file asks for it, event IDs become reference hashes.
 * @returns the room, and its true IDs by the names in the file.
 */
export function tardisRoom(name: string): VectorRoom & { idOf(name: EventId): EventId } {
  const text = vectorText("tardis", name);
  const isLines = text.split("\n")[1]?.startsWith("{") ?? false;
  const file = (isLines ? { events: lines(text) } : json5.parse(text)) as {
    calculate_event_ids?: boolean;
    room_id?: string;
    room_version?: string;
    events: LooseEvent[];
  };
  const ids = new Map<EventId, EventId>();
  const idOf = (placeholder: EventId): EventId => ids.get(placeholder) ?? placeholder;
  let time = Date.UTC(2024, 0, 1);
  const events = file.events.map((loose) => {
    const ts = (loose.origin_server_ts as number | undefined) ?? time;
    time = ts + 1000;
    const roomId = file.room_id === undefined ? {} : { room_id: file.room_id };
    const full = { ...roomId, ...loose, origin_server_ts: ts };
    const { id, pdu } = eventOf(full);
    const edges = {
      prev_events: named(pdu.prev_events).map(idOf),
      auth_events: named(pdu.auth_events).map(idOf),
    };
    const hashed = { ...full, ...edges } as unknown as JsonObject;
    ids.set(id, file.calculate_event_ids === true ? referenceHash(hashed) : id);
    return { id: idOf(id), pdu: { ...pdu, ...edges } };
  });
  return { ...roomOf(name, file.room_version ?? "10", events), idOf };
}

/** tuwunel's event that is softly failed, with the two states it is judged in. */
export function tuwunelSplit(): VectorRoom & {
  incoming: EventId;
  before: PlainState;
  current: PlainState;
} {
  const room = JSON.parse(vectorText("tuwunel", "soft-fail-split.json")) as LooseEvent[];
  const expected = JSON.parse(vectorText("tuwunel", "soft-fail-split.expected.json")) as {
    room_version: string;
    incoming: EventId;
    state_before_event: EventId[];
    current_state: EventId[];
  };
  const read = roomOf("soft-fail-split", expected.room_version, room.map(eventOf));
  return {
    ...read,
    incoming: expected.incoming,
    before: stateOf(read, expected.state_before_event),
    current: stateOf(read, expected.current_state),
  };
}

/** The event ID of an event of the few types that TARDIS scenarios have (versions 4 to 10). */
function referenceHash(event: JsonObject): EventId {
  const kept: Record<string, readonly string[]> = {
    "m.room.create": ["creator"],
    "m.room.member": ["membership"],
    "m.room.join_rules": ["join_rule"],
    "m.room.power_levels": ["ban", "events", "events_default", "kick", "redact", "state_default"],
  };
  const names = [...(kept[String(event.type)] ?? []), "users", "users_default"];
  const content = Object.fromEntries(
    Object.entries(event.content as JsonObject).filter(([name]) => names.includes(name)),
  );
  const text = canonical({ ...event, content }, ["event_id", "signatures", "unsigned"]);
  return `$${createHash("sha256").update(text).digest("base64url")}`;
}

function files(folder: string, end: string): string[] {
  return readdirSync(vectorPath(...folder.split("/")))
    .filter((name) => name.endsWith(end))
    .sort();
}

function lines(text: string): LooseEvent[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as LooseEvent);
}

/** The membership of a user in a state, `null` without a membership event. */
export function memberIn(room: VectorRoom, state: PlainState, user: string): JsonValue {
  const id = state.get(slotKey("m.room.member", user));
  const event = id === undefined ? undefined : room.get(id);
  return event === undefined ? null : (field(event.content, "membership") ?? null);
}
