// Writes traces by hand for the tests of checks: a real room with real hashes and auth events, and
// servers that take events in by the rules, in the order in which a test delivers them. A test then
// spoils a record. This is no simulator: nothing travels by itself.
import { authorise, selectAuthEvents } from "../../../sim/protocol/auth/index.ts";
import { eventId, roomIdOf } from "../../../sim/protocol/event-hash.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import type { JsonObject, JsonValue } from "../../../sim/protocol/json.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { RoomStates, type Resolution } from "../../../sim/protocol/room-states.ts";
import { withContentHash } from "../../../sim/protocol/signing.ts";
import { emptyState, type StateId } from "../../../sim/protocol/state.ts";
import {
  traceFormat,
  type ArrivalWay,
  type ArriveRecord,
  type FaultRecord,
  type MetaRecord,
  type TraceRecord,
} from "../../../sim/trace/records.ts";

export const ada = "@ada:a.test";
export const bob = "@bob:b.test";
export const cay = "@cay:c.test";

/** Server indexes. */
export const [a, b, c] = [0, 1, 2];

export interface EventSpec {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string;
  readonly content?: JsonObject;
  /** Events that it follows (default: the maker's forward extremities). */
  readonly prev?: readonly number[];
  /** Fields that override all others before the event is hashed. */
  readonly spoil?: { readonly [field: string]: JsonValue | undefined };
}

interface ServerView {
  readonly known: Set<number>;
  tips: number[];
  current: StateId;
}

/** A trace that grows. Event indexes of the trace and of the graph are the same here. */
export class TraceBuilder {
  readonly version: string;
  readonly graph: RoomGraph;
  readonly states: RoomStates;
  readonly meta: MetaRecord;
  readonly records: TraceRecord[];
  readonly servers: ServerView[];
  atMs = 0;
  #roomId: string | undefined;
  #lastState: StateId | undefined;
  readonly #told = new Set<StateId>();
  #faults = 0;

  constructor(options: { version?: string; servers?: readonly string[]; dialect?: string } = {}) {
    const { version = "11", servers = ["a.test", "b.test", "c.test"], dialect = "spec" } = options;
    this.version = version;
    this.graph = new RoomGraph(version);
    this.states = new RoomStates(this.graph, { dialect });
    const algorithm = this.graph.version.stateResolution;
    this.meta = {
      ...{ kind: "meta", format: traceFormat, scenario: "handmade", seed: "1", level: "full" },
      plan: null,
      servers: servers.map((name) => ({ name, policy: "synapse", dialect })),
      rooms: [{ id: "!room:a.test", version, algorithm }],
      software: "test",
    };
    this.records = [this.meta];
    this.servers = servers.map(() => ({ known: new Set(), tips: [], current: emptyState }));
  }

  /** A server makes an event and takes it in; nobody else has it yet. Answers its index. */
  make(server: number, spec: EventSpec): number {
    this.atMs += 10;
    const prev = spec.prev ?? this.servers[server].tips;
    const pdu = this.#pdu(spec, prev);
    const id = eventId(pdu, this.graph.version);
    const event = this.graph.add(id, pdu);
    this.#roomId ??= roomIdOf(pdu, id, this.graph.version);
    this.records.push({ kind: "event", index: event, id, room: 0, server, atMs: this.atMs, pdu });
    this.take(server, event, "own");
    return event;
  }

  /** Servers take an event in, one after the other; without a list, all that lack it. */
  deliver(event: number, to?: readonly number[], via: ArrivalWay = "send"): number {
    const missing = this.servers.flatMap(({ known }, server) => (known.has(event) ? [] : [server]));
    for (const server of to ?? missing) {
      this.atMs += 10;
      this.take(server, event, via);
    }
    return event;
  }

  /** Makes an event and delivers it to everybody. */
  tell(server: number, spec: EventSpec): number {
    return this.deliver(this.make(server, spec));
  }

  message(sender: string): EventSpec {
    return { type: "m.room.message", sender, content: { body: "hello" } };
  }

  topic(sender: string, topic: string, more: Partial<EventSpec> = {}): EventSpec {
    return { type: "m.room.topic", sender, stateKey: "", content: { topic }, ...more };
  }

  member(sender: string, membership: string, user = sender): EventSpec {
    return { type: "m.room.member", sender, stateKey: user, content: { membership } };
  }

  levels(sender: string, users: { readonly [user: string]: number }): EventSpec {
    const own = this.version === "12" ? {} : { [ada]: 100 };
    const content = { users: { ...own, ...users }, state_default: 50, kick: 50, ban: 50 };
    return { type: "m.room.power_levels", sender, stateKey: "", content };
  }

  /** What a server does with an event, recorded. */
  take(server: number, event: number, via: ArrivalWay): void {
    const view = this.servers[server];
    // Over a gap no state follows; then the server is told that there is none.
    const before = Math.max(emptyState, this.states.before(event));
    const after = Math.max(emptyState, this.states.after(event));
    const states = [...this.graph.prevs(event)].map((prev) => this.states.after(prev));
    this.#resolved(server, this.states.resolution(states), { why: "before", event });
    const rejection = this.states.rejection(event);
    const soft =
      via === "send" && authorise(this.graph, event, view.current).ok ? "accepted" : "soft-failed";
    const verdict = rejection !== undefined ? "rejected" : via === "send" ? soft : "accepted";
    const why = rejection && { check: rejection.check, ...reasonOf(rejection.verdict) };
    const arrival: ArriveRecord = {
      ...{ kind: "arrive", atMs: this.atMs, server, event, via, verdict },
      before: this.state(before),
      after: this.state(after),
      ...(why === undefined ? {} : { why }),
    };
    this.records.push(arrival);
    view.known.add(event);
    if (verdict !== "accepted") return;
    const followed = [...this.graph.prevs(event)];
    view.tips = [...view.tips.filter((tip) => !followed.includes(tip)), event];
    this.#moved(server, event);
  }

  /** Records a server's current state, right or wrong. */
  current(server: number, state: StateId): void {
    this.servers[server].current = state;
    const id = this.state(state);
    this.records.push({ kind: "current", atMs: this.atMs, server, room: 0, state: id });
  }

  /** A server fetches events as part of a state: they become outliers. */
  fetch(server: number, events: readonly number[], via: ArrivalWay = "state"): void {
    const { atMs } = this;
    for (const event of events) {
      if (this.servers[server].known.has(event)) continue;
      this.records.push({ kind: "arrive", atMs, server, event, via, verdict: "outlier" });
    }
  }

  fault(verb: FaultRecord["verb"], more: Partial<FaultRecord> = {}): number {
    const id = more.id ?? this.#faults++;
    this.records.push({ kind: "fault", atMs: this.atMs, verb, id, ...more });
    return id;
  }

  /** Records what a state is, at first mention; its parent is the state mentioned before it. */
  state(state: StateId): number {
    if (this.#told.has(state)) return state;
    this.#told.add(state);
    const parent = this.#lastState ?? null;
    this.#lastState = state;
    const changes: [string, string, number | null][] = [];
    this.graph.states.forEachDifference([parent ?? emptyState, state], (slot, [, event]) => {
      const { type, stateKey } = this.graph.slotNames(slot);
      changes.push([type, stateKey, event < 0 ? null : event]);
    });
    this.records.push({ kind: "state", room: 0, id: state, parent, changes });
    return state;
  }

  /** The state after some events, resolved. */
  after(...events: number[]): StateId {
    return this.states.resolutionAfter(events)?.output ?? emptyState;
  }

  /** The trace so far, with its last record; a deep copy that a test may spoil. */
  trace(): TraceRecord[] {
    const { atMs, records } = this;
    const hash = "0".repeat(16);
    return structuredClone([...records, { kind: "end", atMs, records: records.length, hash }]);
  }

  #moved(server: number, event: number): void {
    const { atMs } = this;
    const view = this.servers[server];
    const resolution = this.states.resolutionAfter(view.tips);
    if (resolution === undefined) return;
    this.#resolved(server, resolution, { why: "current", event });
    this.records.push({ kind: "extremities", atMs, server, room: 0, events: [...view.tips] });
    if (resolution.output !== view.current) this.current(server, resolution.output);
  }

  #resolved(
    server: number,
    { inputs, output, counts }: Resolution,
    asked: { why: "before" | "current"; event: number },
  ): void {
    if (inputs.length < 2) return;
    const states = inputs.map((input) => this.state(input));
    this.records.push({
      ...{ kind: "resolve", atMs: this.atMs, server, room: 0, ...asked },
      inputs: states,
      output: this.state(output),
      algorithm: this.graph.version.stateResolution,
      dialect: this.meta.servers[server].dialect,
      ...counts,
    });
  }

  #pdu({ type, sender, stateKey, content = {}, spoil }: EventSpec, prev: readonly number[]): Pdu {
    const isImplied = this.graph.version.roomIdIsCreateHash && type === "m.room.create";
    const bare: Pdu = {
      ...{ type, sender, content, auth_events: [] },
      ...(isImplied ? {} : { room_id: this.#roomId ?? "!room:a.test" }),
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
      prev_events: prev.map((event) => this.graph.id(event)),
      depth: Math.max(0, ...prev.map((event) => this.graph.depth(event))) + 1,
      origin_server_ts: 1_000_000 + this.atMs,
    };
    const auth = selectAuthEvents(this.graph, bare, this.after(...prev));
    const auth_events = auth.map((event) => this.graph.id(event));
    return withContentHash({ ...bare, auth_events, ...spoil }, this.graph.version);
  }
}

function reasonOf(verdict: { rule: string; spec: string; detail: string }) {
  return { rule: verdict.rule, spec: verdict.spec, detail: verdict.detail };
}

/**
 * A public room that ada of a.test made, bob (50) and cay (0) joined, and everybody knows whole:
 *
 *     create ← ada ← power_levels ← join_rules ← topic ← bob ← cay
 */
export function usualTrace(options: ConstructorParameters<typeof TraceBuilder>[0] = {}) {
  const trace = new TraceBuilder(options);
  const content = { room_version: trace.version };
  const creator = trace.version === "10" ? { ...content, creator: ada } : content;
  trace.tell(a, { type: "m.room.create", sender: ada, stateKey: "", content: creator });
  trace.tell(a, trace.member(ada, "join"));
  trace.tell(a, trace.levels(ada, { [bob]: 50 }));
  const rules = { join_rule: "public" };
  trace.tell(a, { type: "m.room.join_rules", sender: ada, stateKey: "", content: rules });
  trace.tell(a, trace.topic(ada, "first"));
  trace.tell(b, trace.member(bob, "join"));
  trace.tell(c, trace.member(cay, "join"));
  return trace;
}

/**
 * Version 10: ada keeps invitations for herself while cay invites dora. Server c gets ada's levels in redacted form,
 * which says nothing of invitations, and merges both.
 * @param goesBy whether c resolves by the redacted form, as it should, or by the whole one, which it never got
 */
export function hiddenLevels(goesBy: "redacted" | "whole") {
  const trace = usualTrace({ version: "10" });
  const usual = trace.levels(ada, { [bob]: 50 });
  const levels = trace.make(a, { ...usual, content: { ...usual.content, invite: 100 } });
  const invitation = trace.make(c, trace.member(cay, "invite", "@dora:d.test"));
  trace.deliver(levels, [c]);
  const { records } = trace;
  lastOf(records, "arrive").redacted = true;
  if (goesBy === "redacted") {
    const slot = trace.graph.slotOf("m.room.member", "@dora:d.test");
    const kept = trace.graph.states.set(trace.after(levels, invitation), slot, invitation);
    lastOf(records, "resolve").output = trace.state(kept);
    lastOf(records, "current").state = kept;
  }
  return { trace, levels, invitation };
}

/** The last record of a kind that fits, for a test to spoil; throws if there is none. */
export function lastOf<K extends TraceRecord["kind"]>(
  records: readonly TraceRecord[],
  kind: K,
  fits: (record: Extract<TraceRecord, { kind: K }>) => boolean = () => true,
): Extract<TraceRecord, { kind: K }> {
  for (let n = records.length - 1; n >= 0; n--) {
    const record = records[n];
    if (record.kind === kind && fits(record as Extract<TraceRecord, { kind: K }>)) {
      return record as Extract<TraceRecord, { kind: K }>;
    }
  }
  throw new Error(`no such \`${kind}\` record`);
}
