// A room file as a trace for the viewer. A file of events does not say which server knew what and
// when, but its graph shows the latest: who makes an event knows everything that it stands on. So
// every server gets an event just before it first builds on it, and nothing is claimed beyond.
// Soft failure cannot be told from a graph; events are accepted or rejected by the rules.
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { compareCodePoints } from "../protocol/code-points.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import { emptyState, type StateId } from "../protocol/state.ts";
import { traceFormat, writeTrace, type ArriveRecord, type TraceRecord } from "../trace/index.ts";
import type { ReadRoom } from "./read-room.ts";

/** How many servers are shown apart; all further ones are shown as one. */
export const serversMax = 60;
/** The longest pause between two events that is kept, in milliseconds. */
export const pauseMaxMs = 10_000;

/** The trace of a room as NDJSON. */
export function roomTrace(room: ReadRoom): string {
  const records = new RoomTrace(room).records();
  const hash = createHash("sha256").update(writeTrace(records)).digest("hex").slice(0, 16);
  const last = records[records.length - 1];
  const atMs = "atMs" in last ? last.atMs : 0;
  return writeTrace([...records, { kind: "end", atMs, records: records.length, hash }]);
}

interface ServerView {
  readonly known: Set<EventIndex>;
  readonly ends: Set<EventIndex>;
}

class RoomTrace {
  readonly #room: ReadRoom;
  readonly #names: readonly string[];
  readonly #views: readonly ServerView[];
  readonly #records: TraceRecord[] = [];
  readonly #states = new Map<StateId, number>();
  readonly #numbers = new Map<EventIndex, number>();
  #lastState: StateId = emptyState;
  #atMs = 0;
  #lastTs: number | undefined;

  constructor(room: ReadRoom) {
    this.#room = room;
    this.#names = serverNames(room);
    this.#views = this.#names.map(() => ({ known: new Set(), ends: new Set() }));
  }

  records(): readonly TraceRecord[] {
    this.#meta();
    for (const event of parentsFirst(this.#room)) this.#make(event);
    this.#records.push({
      kind: "mark",
      atMs: this.#atMs,
      mark: "annotation",
      what: "Read from a file of events: what a server knew is shown only as far as its own events prove it.",
    });
    return this.#records;
  }

  #meta(): void {
    const { file, imported, states } = this.#room;
    const { id, stateResolution } = imported.version;
    const dialect = states.dialect.name;
    this.#records.push({
      kind: "meta",
      format: traceFormat,
      scenario: basename(file),
      about: "A room read from a file.",
      seed: "",
      level: "events",
      plan: null,
      servers: this.#names.map((name) => ({ name, policy: "read from a file", dialect })),
      rooms: [{ id: imported.roomId, version: id, algorithm: stateResolution }],
      software: "rashomon",
    });
  }

  /** The event's own server learns what it stands on, and then makes it. */
  #make(event: EventIndex): void {
    const { graph } = this.#room;
    const name = graph.servers.text(graph.serverOfUser(graph.sender(event)));
    const server = Math.max(0, this.#names.includes(name) ? this.#names.indexOf(name) : serversMax);
    this.#tick(graph.timestamp(event));
    const index = this.#numbers.size;
    this.#numbers.set(event, index);
    const [id, pdu] = [graph.id(event), graph.pdu(event)];
    this.#records.push({ kind: "event", index, id, room: 0, server, atMs: this.#atMs, pdu });
    for (const needed of this.#unknownBehind(event, server)) this.#arrive(needed, server, "send");
    this.#arrive(event, server, "own");
    this.#move(server);
  }

  /** Time goes on as the senders' clocks say, but never back and never by a long pause. */
  #tick(ts: number): void {
    const passed = this.#lastTs === undefined ? 0 : ts - this.#lastTs;
    this.#atMs += Math.min(pauseMaxMs, Math.max(this.#lastTs === undefined ? 0 : 1, passed));
    this.#lastTs = Math.max(ts, this.#lastTs ?? ts);
  }

  /** What a server must have got before it made an event, oldest first. */
  #unknownBehind(event: EventIndex, server: number): EventIndex[] {
    const { graph } = this.#room;
    const { known } = this.#views[server];
    const found = new Set<EventIndex>();
    const stack = [event];
    while (stack.length > 0) {
      const at = stack.pop() as EventIndex;
      for (const parent of [...graph.prevs(at), ...graph.auths(at)]) {
        if (!graph.has(parent) || known.has(parent) || found.has(parent)) continue;
        found.add(parent);
        stack.push(parent);
      }
    }
    const number = (e: EventIndex) => this.#numbers.get(e) as number;
    return [...found].sort((a, b) => number(a) - number(b));
  }

  #arrive(event: EventIndex, server: number, via: "own" | "send"): void {
    const { graph, states } = this.#room;
    const { known, ends } = this.#views[server];
    known.add(event);
    const [before, after] = [states.before(event), states.after(event)];
    const rejection = states.rejection(event);
    const arrival = { kind: "arrive", atMs: this.#atMs, server, via } as const;
    const number = this.#numbers.get(event) as number;
    if (after < 0) {
      this.#records.push({ ...arrival, event: number, verdict: "outlier" });
      return;
    }
    const record: ArriveRecord = {
      ...arrival,
      event: number,
      verdict: rejection === undefined ? "accepted" : "rejected",
      before: this.#state(before),
      after: this.#state(after),
    };
    if (rejection !== undefined) {
      const { rule, spec, detail } = rejection.verdict;
      this.#records.push({ ...record, why: { check: rejection.check, rule, spec, detail } });
      return;
    }
    this.#records.push(record);
    for (const prev of graph.prevs(event)) ends.delete(prev);
    ends.add(event);
  }

  /** The server's forward extremities and current state, as they are now. */
  #move(server: number): void {
    const ends = [...this.#views[server].ends];
    const current = this.#room.states.resolutionAfter(ends);
    if (current === undefined || ends.length === 0) return;
    const at = { atMs: this.#atMs, server, room: 0 } as const;
    const events = ends.map((event) => this.#numbers.get(event) as number).sort((a, b) => a - b);
    this.#records.push({ kind: "extremities", ...at, events });
    this.#records.push({ kind: "current", ...at, state: this.#state(current.output) });
  }

  /** The number of a state; the first mention writes how it differs from the one written last. */
  #state(state: StateId): number {
    const known = this.#states.get(state);
    if (known !== undefined) return known;
    const { graph } = this.#room;
    const id = this.#states.size;
    const parent = this.#states.get(this.#lastState);
    const from = parent === undefined ? emptyState : this.#lastState;
    const changes: [string, string, number | null][] = [];
    graph.states.forEachChange(from, state, (slot, _before, now) => {
      const { type, stateKey } = graph.slotNames(slot);
      changes.push([type, stateKey, now < 0 ? null : (this.#numbers.get(now) as number)]);
    });
    this.#states.set(state, id);
    this.#lastState = state;
    this.#records.push({ kind: "state", room: 0, id, parent: parent ?? null, changes });
    return id;
  }
}

/** The senders' servers in order of first event; beyond the limit those with the most events. */
function serverNames({ graph, imported }: ReadRoom): string[] {
  const counts = new Map<string, number>();
  for (const { id } of imported.events) {
    const sender = graph.sender(graph.indexOf(id));
    const name = graph.servers.text(graph.serverOfUser(sender));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts.keys()];
  if (names.length <= serversMax) return names;
  const most = [...counts].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
  const kept = new Set(most.slice(0, serversMax).map(([name]) => name));
  return [...names.filter((name) => kept.has(name)), "all other servers"];
}

/** The present events, each after those that it cites; file order where that holds already. */
function parentsFirst({ graph, imported }: ReadRoom): EventIndex[] {
  const order: EventIndex[] = [];
  const state = new Map<EventIndex, "open" | "done">();
  for (const { id } of imported.events) {
    const stack = [graph.indexOf(id)];
    while (stack.length > 0) {
      const event = stack[stack.length - 1];
      const first = state.get(event) === undefined;
      if (first) {
        state.set(event, "open");
        for (const parent of [...graph.auths(event), ...graph.prevs(event)].reverse()) {
          if (graph.has(parent) && !state.has(parent)) stack.push(parent);
        }
        continue;
      }
      stack.pop();
      if (state.get(event) === "done") continue;
      state.set(event, "done");
      order.push(event);
    }
  }
  return order;
}
