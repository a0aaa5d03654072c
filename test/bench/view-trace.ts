// A large trace for `npm run bench:view`: one room on some servers, a split in the middle, events
// that arrive out of order, a state that changes now and then, refusals. Made from a seed in one
// pass over time, with event IDs as long as real ones. Not Matrix: nothing here is judged.
import { createHash } from "node:crypto";
import type { TraceRecord } from "../../sim/trace/records.ts";
import { traceFormat } from "../../sim/trace/records.ts";

export interface ViewTraceOptions {
  readonly events: number;
  readonly servers: number;
}

const stepMs = 40;
const roomId = "!bench:s0.test";

/**
 * The records, in order of time: told anew each time that somebody goes through them, so that a
 * million events need no more memory than a thousand.
 */
export function viewTrace(options: ViewTraceOptions): Iterable<TraceRecord> {
  return { [Symbol.iterator]: () => new Maker(options).tell() };
}

interface Delivery {
  readonly atMs: number;
  readonly to: number;
  readonly event: number;
}

class Maker {
  private readonly options: ViewTraceOptions;
  /** Records that are made and not yet told. */
  private records: TraceRecord[] = [];
  private told = 0;
  private endMs = 0;
  private readonly ids: string[] = [];
  private readonly parents: number[][] = [];
  private readonly tips: Set<number>[];
  /** By server: the latest state event that it knows; a state is named after it. */
  private readonly state: number[];
  private readonly states = new Set<number>();
  /** Deliveries by the step in which they are due. */
  private readonly due = new Map<number, Delivery[]>();
  private random = 1;

  constructor(options: ViewTraceOptions) {
    this.options = options;
    const { servers } = options;
    this.tips = Array.from({ length: servers }, () => new Set<number>());
    this.state = Array.from({ length: servers }, () => -1);
  }

  *tell(): Generator<TraceRecord> {
    const { events, servers } = this.options;
    const names = Array.from({ length: servers }, (_, at) => ({
      ...{ name: `s${at}.test`, policy: "spec", dialect: "spec" },
    }));
    this.records.push({
      ...{ kind: "meta", format: traceFormat, scenario: `bench-${events}`, seed: "1" },
      ...{ level: "events", plan: null, servers: names, software: "bench" },
      rooms: [{ id: roomId, version: "11", algorithm: "v2" }],
    });
    const sides = [names.flatMap((_, at) => (at % 2 === 0 ? at : []))];
    const [from, to] = [Math.floor(events * 0.4), Math.floor(events * 0.5)];
    const fault = { kind: "fault", id: 0 } as const;
    for (let step = 0; step < events; step++) {
      const atMs = step * stepMs;
      if (step === from) this.records.push({ ...fault, atMs, verb: "partition", groups: sides });
      if (step === to) this.records.push({ ...fault, atMs, verb: "heal" });
      this.deliver(step);
      this.make(step, step >= from && step < to ? to : undefined);
      yield* this.flush();
    }
    for (const step of [...this.due.keys()].sort((a, b) => a - b)) {
      this.deliver(step);
      yield* this.flush();
    }
    yield { kind: "end", atMs: this.endMs, records: this.told, hash: "0".repeat(16) };
  }

  private flush(): TraceRecord[] {
    const { records } = this;
    for (const record of records) if ("atMs" in record) this.endMs = record.atMs;
    this.told += records.length;
    this.records = [];
    return records;
  }

  private make(event: number, healStep: number | undefined): void {
    const { servers } = this.options;
    const server = this.chance(servers);
    const atMs = event * stepMs;
    const parents = [...this.tips[server]].slice(-4);
    const id = `$${createHash("sha256").update(String(event)).digest("base64url")}`;
    this.ids.push(id);
    this.parents.push(parents);
    const isState = event === 0 || event % 12 === 0;
    const content = isState
      ? { topic: `topic number ${event}` }
      : { msgtype: "m.text", body: `message ${event}: ${"lorem ipsum ".repeat(1 + (event % 4))}` };
    const pdu = {
      ...{ type: isState ? "m.room.topic" : "m.room.message", room_id: roomId, content },
      sender: `@user${event % 50}:s${server}.test`,
      ...(isState ? { state_key: "" } : {}),
      prev_events: parents.map((at) => this.ids[at]),
      auth_events: [],
      ...{ depth: event + 1, origin_server_ts: 1_700_000_000_000 + atMs },
    };
    this.records.push({ kind: "event", index: event, id, room: 0, server, atMs, pdu });
    this.arrive({ atMs, to: server, event }, "own");
    for (let to = 0; to < servers; to++) {
      if (to === server) continue;
      const cut = healStep !== undefined && to % 2 !== server % 2;
      const step = (cut ? healStep : event) + 1 + this.chance(cut ? 200 : 6);
      const list = this.due.get(step) ?? [];
      list.push({ atMs: step * stepMs, to, event });
      this.due.set(step, list);
    }
  }

  private deliver(step: number): void {
    for (const delivery of this.due.get(step) ?? []) this.arrive(delivery, "send");
    this.due.delete(step);
  }

  private arrive({ atMs, to: server, event }: Delivery, via: "own" | "send"): void {
    const tips = this.tips[server];
    const refused = via === "send" && event % 997 === 5;
    for (const parent of this.parents[event]) tips.delete(parent);
    tips.add(event);
    if (tips.size > 6) tips.delete(Math.min(...tips));
    const before = this.stateOf(server);
    if (event % 12 === 0 && event > this.state[server]) this.state[server] = event;
    const after = this.stateOf(server);
    const verdict = refused ? "soft-failed" : "accepted";
    const why = {
      check: 6,
      rule: "6",
      spec: "rooms/v11#authorization-rules",
      detail: "not joined",
    };
    this.records.push({
      ...{ kind: "arrive", atMs, server, event, via, verdict, before, after },
      ...(refused ? { why } : {}),
    });
    const events = [...tips].sort((a, b) => a - b);
    this.records.push({ kind: "extremities", atMs, server, room: 0, events });
    if (before !== after || event === 0) {
      this.records.push({ kind: "current", atMs, server, room: 0, state: after });
    }
  }

  /** The number of a server's state, with its record where it is new. */
  private stateOf(server: number): number {
    const id = this.state[server] + 1;
    if (this.states.has(id)) return id;
    this.states.add(id);
    const changes: [string, string, number][] = id === 0 ? [] : [["m.room.topic", "", id - 1]];
    const parent = id === 0 ? null : 0;
    if (id > 0 && !this.states.has(0)) {
      this.states.add(0);
      this.records.push({ kind: "state", room: 0, id: 0, parent: null, changes: [] });
    }
    this.records.push({ kind: "state", room: 0, id, parent, changes });
    return id;
  }

  private chance(limit: number): number {
    this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.random / 2 ** 32) * limit);
  }
}
