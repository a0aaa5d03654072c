// Builds valid rooms for tests, event by event, with readable made-up IDs; a test then spoils one
// thing. Whatever an event does not say is filled in as an honest server would: prev events from
// the tips, auth events by the selection, one second and one level of depth more than the last.
import { selectAuthEvents } from "../../../sim/protocol/auth/index.ts";
import type { EventId, IdentifiedPdu, Pdu } from "../../../sim/protocol/event.ts";
import type { JsonObject, JsonValue } from "../../../sim/protocol/json.ts";
import { RoomGraph, type EventIndex } from "../../../sim/protocol/room-graph.ts";
import { RoomStates } from "../../../sim/protocol/room-states.ts";
import type { StateId } from "../../../sim/protocol/state.ts";

export const ada = "@ada:a.test";
export const bob = "@bob:b.test";
export const cay = "@cay:c.test";
export const dan = "@dan:d.test";

/** What a test says of an event; the rest is filled in. */
export interface EventSpec {
  /** Default: `$` + type without `m.room.` + a running number. */
  readonly id?: EventId;
  readonly type: string;
  /** Default: ada. */
  readonly sender?: string;
  readonly stateKey?: string;
  readonly content?: JsonObject;
  readonly prev?: readonly EventId[];
  readonly auth?: readonly EventId[];
  /** Milliseconds (default: a second after the last event). */
  readonly ts?: number;
  /** Fields that override everything, `undefined` removes one. */
  readonly spoil?: { readonly [field: string]: JsonValue | undefined };
}

/** A room that grows. */
export class RoomBuilder {
  readonly version: string;
  readonly graph: RoomGraph;
  readonly states: RoomStates;
  readonly events: IdentifiedPdu[] = [];
  /** The events that nothing follows. */
  tips: EventId[] = [];
  #ts = 1_000_000;
  #number = 0;

  constructor(version: string) {
    this.version = version;
    this.graph = new RoomGraph(version);
    this.states = new RoomStates(this.graph);
  }

  /** Adds an event behind `prev` (default: all tips) and answers its ID. */
  add(spec: EventSpec): EventId {
    const prev = spec.prev ?? this.tips;
    const id = spec.id ?? `$${spec.type.replace("m.room.", "")}-${this.#number++}`;
    const pdu = this.#pdu(id, spec, prev);
    this.graph.add(id, pdu);
    this.events.push({ id, pdu });
    this.tips = [...this.tips.filter((tip) => !pdu.prev_events.includes(tip)), id];
    return id;
  }

  /** A membership event; `by` is the sender (default: the user). */
  member(
    user: string,
    membership: string,
    more: Partial<EventSpec> & { by?: string; fields?: JsonObject } = {},
  ): EventId {
    const { by = user, fields = {}, ...rest } = more;
    const content = { ...fields, membership };
    return this.add({ type: "m.room.member", sender: by, stateKey: user, content, ...rest });
  }

  /** A state event with an empty state key. */
  state(type: string, content: JsonObject, more: Partial<EventSpec> = {}): EventId {
    return this.add({ type, stateKey: "", content, ...more });
  }

  /** A message. */
  say(sender: string, more: Partial<EventSpec> = {}): EventId {
    return this.add({ type: "m.room.message", sender, content: { body: "hello" }, ...more });
  }

  index(id: EventId): EventIndex {
    const index = this.graph.indexOf(id);
    if (index < 0) throw new Error(`no event ${id} in this room`);
    return index;
  }

  /** The state after some events. */
  after(...ids: EventId[]): StateId {
    const events = ids.map((id) => this.index(id));
    const resolution = this.states.resolutionAfter(events);
    if (resolution === undefined) throw new Error(`no state after ${ids.join(", ")}`);
    return resolution.output;
  }

  /** The state of these events, whatever the rules say. */
  stateOf(...ids: EventId[]): StateId {
    return this.graph.stateOf(ids.map((id) => this.index(id)));
  }

  /** The event of a state at a type and state key, or undefined. */
  at(state: StateId, type: string, stateKey = ""): EventId | undefined {
    const event = this.graph.states.get(state, this.graph.slotOf(type, stateKey));
    return event < 0 ? undefined : this.graph.id(event);
  }

  #pdu(id: EventId, spec: EventSpec, prev: readonly EventId[]): Pdu {
    this.#ts = spec.ts ?? this.#ts + 1000;
    const depths = prev.map((p) => {
      const index = this.graph.indexOf(p);
      return index < 0 ? 0 : this.graph.depth(index);
    });
    const sender = spec.sender ?? ada;
    const roomId = this.#roomId(id, spec.type);
    const bare: Pdu = {
      type: spec.type,
      sender,
      ...(roomId === undefined ? {} : { room_id: roomId }),
      ...(spec.stateKey === undefined ? {} : { state_key: spec.stateKey }),
      content: spec.content ?? {},
      prev_events: prev,
      auth_events: [],
      depth: Math.max(0, ...depths) + 1,
      origin_server_ts: this.#ts,
    };
    const auth = spec.auth ?? this.#authEvents(bare, prev);
    const pdu: { [field: string]: JsonValue | undefined } = {
      ...bare,
      auth_events: auth,
      ...spec.spoil,
    };
    for (const field of Object.keys(pdu)) if (pdu[field] === undefined) delete pdu[field];
    return pdu as Pdu;
  }

  #roomId(id: EventId, type: string): string | undefined {
    if (this.version !== "12") return "!room:a.test";
    return type === "m.room.create" ? undefined : `!${this.events[0]?.id.slice(1) ?? id.slice(1)}`;
  }

  #authEvents(pdu: Pdu, prev: readonly EventId[]): EventId[] {
    const known = prev.filter((id) => this.graph.indexOf(id) >= 0);
    if (known.length === 0) return [];
    return selectAuthEvents(this.graph, pdu, this.after(...known)).map((e) => this.graph.id(e));
  }
}

/** The levels of the usual room: ada 100 (in 12 she is above all levels), bob 50, others 0. */
export function usualLevels(version: string): { [field: string]: JsonValue } {
  const users = version === "12" ? { [bob]: 50 } : { [ada]: 100, [bob]: 50 };
  return { users, events: {}, state_default: 50, users_default: 0, invite: 0, kick: 50, ban: 50 };
}

/**
 * A public room of ada, bob (50) and cay (0):
 *
 *     create ← ada ← power_levels ← join_rules ← bob ← cay
 *
 * Its events are `$create`, `$ada`, `$levels`, `$rules`, `$bob` and `$cay`.
 */
export function usualRoom(version: string, create: JsonObject = {}): RoomBuilder {
  const room = new RoomBuilder(version);
  const creator = Number(version) <= 10 ? { creator: ada } : {};
  room.state("m.room.create", { room_version: version, ...creator, ...create }, { id: "$create" });
  room.member(ada, "join", { id: "$ada" });
  room.state("m.room.power_levels", usualLevels(version), { id: "$levels" });
  room.state("m.room.join_rules", { join_rule: "public" }, { id: "$rules" });
  room.member(bob, "join", { id: "$bob" });
  room.member(cay, "join", { id: "$cay" });
  return room;
}

/** The versions whose rules are built in. */
export const versions = ["10", "11", "12"] as const;
