// A room file as a trace for the viewer. A file of events does not say which server knew what and
// when, but its graph shows the latest: who makes an event knows everything that it stands on. So
// every server gets an event just before it first builds on it, and nothing is claimed beyond.
// Soft failure cannot be told from a graph; events are accepted or rejected by the rules.
import { TraceHash } from "../../engine/trace-hash.ts";
import type { ImportedRoom } from "../../import/index.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import type { Resolution, RoomStates } from "../../protocol/room-states.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import { traceFormat, type ArriveRecord, type TraceRecord } from "../../trace/records.ts";
import { writeRecord } from "../../trace/write.ts";
import { parentsFirst, serverNames, serversMax } from "./room-order.ts";

export { serversMax } from "./room-order.ts";

/** The longest pause between two events that is kept, in milliseconds. */
const pauseMaxMs = 10_000;

/** A room that was read from a file. */
export interface RoomSource {
  /** The file's name, for the reader. */
  readonly name: string;
  readonly imported: ImportedRoom;
  readonly graph: RoomGraph;
  readonly states: RoomStates;
}

/** The trace of a room: what its file proves, its annotations, and the state sets it asks about. */
export function roomRecords(room: RoomSource): TraceRecord[] {
  const records = new RoomTrace(room).records();
  const hash = new TraceHash();
  for (const record of records) hash.foldString(writeRecord(record));
  const last = records[records.length - 1];
  const atMs = "atMs" in last ? last.atMs : 0;
  return [...records, { kind: "end", atMs, records: records.length, hash: hash.value() }];
}

interface ServerView {
  readonly known: Set<EventIndex>;
  readonly ends: Set<EventIndex>;
}

class RoomTrace {
  readonly #room: RoomSource;
  readonly #names: readonly string[];
  readonly #views: readonly ServerView[];
  readonly #records: TraceRecord[] = [];
  readonly #states = new Map<StateId, number>();
  readonly #numbers = new Map<EventIndex, number>();
  #lastState: StateId = emptyState;
  #atMs = 0;
  #lastTs: number | undefined;

  constructor(room: RoomSource) {
    this.#room = room;
    this.#names = serverNames(room);
    this.#views = this.#names.map(() => ({ known: new Set(), ends: new Set() }));
  }

  records(): readonly TraceRecord[] {
    this.#meta();
    for (const event of parentsFirst(this.#room)) this.#make(event);
    this.#resolveSets();
    this.#records.push({
      kind: "mark",
      atMs: this.#atMs,
      mark: "annotation",
      what: "Read from a file of events: what a server knew is shown only as far as its own events prove it.",
    });
    return this.#records;
  }

  #meta(): void {
    const { name, imported, states } = this.#room;
    const { id, stateResolution } = imported.version;
    const dialect = states.dialect.name;
    this.#records.push({
      kind: "meta",
      format: traceFormat,
      scenario: name,
      about: imported.annotations?.title ?? "A room read from a file.",
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
    this.#move(server, event);
    this.#annotate(event, index);
  }

  /** What the file says about an event, as it says it. */
  #annotate(event: EventIndex, index: number): void {
    const { annotations } = this.#room.imported;
    const id = this.#room.graph.id(event);
    for (const what of [annotations?.titles.get(id), annotations?.events.get(id)]) {
      if (what === undefined) continue;
      this.#records.push({
        kind: "mark",
        atMs: this.#atMs,
        mark: "annotation",
        what,
        event: index,
      });
    }
  }

  /** State sets of a file, resolved as the last thing that happens, at the first server. */
  #resolveSets(): void {
    const { imported, graph, states } = this.#room;
    const sets = (imported.stateSets ?? []).map((ids) => ids.map((id) => graph.indexOf(id)));
    if (sets.length < 2 || sets.flat().some((event) => !this.#numbers.has(event))) return;
    this.#atMs += 1;
    const resolution = states.resolution(sets.map((events) => graph.stateOf(events)));
    this.#resolve(resolution, { why: "current", server: 0 });
    const state = this.#state(resolution.output);
    this.#records.push({ kind: "current", atMs: this.#atMs, server: 0, room: 0, state });
  }

  #resolve(
    { inputs, output, counts }: Resolution,
    place: { why: "before" | "current"; server: number; event?: EventIndex },
  ): void {
    const { imported, states } = this.#room;
    const { why, server, event } = place;
    this.#records.push({
      kind: "resolve",
      ...{ atMs: this.#atMs, server, room: 0, why },
      ...(event === undefined ? {} : { event: this.#numbers.get(event) as number }),
      inputs: inputs.map((state) => this.#state(state)),
      output: this.#state(output),
      algorithm: imported.version.stateResolution,
      dialect: states.dialect.name,
      ...counts,
    });
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
    const merge = states.resolutionBefore(event);
    if (merge !== undefined && via === "own")
      this.#resolve(merge, { why: "before", server, event });
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
  #move(server: number, event: EventIndex): void {
    const ends = [...this.#views[server].ends];
    const current = this.#room.states.resolutionAfter(ends);
    if (current === undefined || ends.length === 0) return;
    if (current.inputs.length > 1) this.#resolve(current, { why: "current", server, event });
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
