// Plausible traces for tests of the viewer, made from a seed without the simulator: a room on some
// servers, a netsplit during which one side bans a user of the other, messages of the banned user
// that the banning side soft-fails after the heal, a server that crashes, forged power levels that
// are rejected, a late joiner that begins with outliers. Not Matrix: what wins is a simple rule
// that gives the same state on all servers once all have all events.
import type { EventVerdict, Reason, TraceRecord, ArrivalWay } from "../../sim/trace/records.ts";
import { traceFormat } from "../../sim/trace/records.ts";

export interface SyntheticOptions {
  readonly servers?: number;
  /** About how many events; a few more make up the room. */
  readonly events?: number;
  readonly seed?: number;
  /** Text of messages, to try hostile content. */
  readonly body?: string;
}

interface Pdu {
  readonly type: string;
  readonly room_id: string;
  readonly sender: string;
  readonly state_key?: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly prev_events: readonly string[];
  readonly auth_events: readonly string[];
  readonly depth: number;
  readonly origin_server_ts: number;
}
interface Made {
  readonly index: number;
  readonly id: string;
  readonly server: number;
  readonly atMs: number;
  readonly pdu: Pdu;
  readonly parents: readonly number[];
}
interface Delivery {
  readonly atMs: number;
  readonly order: number;
  readonly to: number;
  readonly event: Made;
}

const names = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
const stepMs = 700;

/** A whole trace: `meta` first, `end` last, records in order of time. */
export function syntheticTrace(options: SyntheticOptions = {}): TraceRecord[] {
  return new Story(options).tell();
}

class Story {
  readonly count: number;
  readonly total: number;
  readonly body: string;
  readonly records: TraceRecord[] = [];
  readonly made: Made[] = [];
  readonly known: Set<number>[];
  readonly tips: Set<number>[];
  readonly slots: Map<string, number>[];
  readonly joined: boolean[];
  readonly states = new Map<string, number>();
  readonly current: (number | undefined)[];
  readonly queue: Delivery[] = [];
  readonly held: Delivery[] = [];
  random: number;
  order = 0;
  nowMs = 0;
  readonly splitMs: number;
  readonly healMs: number;

  constructor({ servers = 4, events = 40, seed = 1, body = "hello" }: SyntheticOptions) {
    this.count = servers;
    this.total = events;
    this.body = body;
    this.random = seed >>> 0 || 1;
    this.known = Array.from({ length: servers }, () => new Set());
    this.tips = Array.from({ length: servers }, () => new Set());
    this.slots = Array.from({ length: servers }, () => new Map());
    this.joined = Array.from({ length: servers }, () => false);
    this.current = Array.from({ length: servers }, () => undefined);
    this.splitMs = Math.floor(events * 0.35) * stepMs;
    this.healMs = Math.floor(events * 0.7) * stepMs;
  }

  tell(): TraceRecord[] {
    this.begin();
    this.setUp();
    let faultOn = false;
    for (let turn = 0; turn < this.total; turn++) {
      const atMs = Math.max(this.nowMs, turn * stepMs + this.chance(stepMs / 2));
      if (!faultOn && atMs >= this.splitMs && atMs < this.healMs) {
        faultOn = true;
        this.advance(this.splitMs);
        this.fault("partition");
      }
      if (faultOn && atMs >= this.healMs) {
        faultOn = false;
        this.advance(this.healMs);
        this.fault("heal");
      }
      this.advance(atMs);
      this.act(turn);
    }
    if (faultOn) this.fault("heal");
    this.advance(Number.POSITIVE_INFINITY);
    this.finish();
    return this.records;
  }

  private begin(): void {
    const servers = Array.from({ length: this.count }, (_, at) => ({
      name: `${names[at % names.length]}${at < names.length ? "" : Math.floor(at / 8)}.test`,
      policy: "spec",
      dialect: "spec",
    }));
    this.records.push({
      ...{ kind: "meta", format: traceFormat, scenario: "synthetic-ban", seed: "1", level: "full" },
      ...{ plan: null, servers, software: "synthetic 1" },
      about: "A ban on one side of a netsplit while the banned user keeps talking on the other.",
      rooms: [{ id: "!room:alpha.test", version: "11", algorithm: "v2" }],
    });
  }

  private setUp(): void {
    const ada = this.user("ada", 0);
    this.joined[0] = true;
    this.make(0, { type: "m.room.create", state_key: "", content: { creator: ada } });
    this.make(0, { type: "m.room.member", state_key: ada, content: { membership: "join" } });
    const users = Object.fromEntries(
      [[ada, 100]].concat(this.count > 1 ? [[this.user("bob", 1), 50]] : []),
    );
    this.make(0, { type: "m.room.power_levels", state_key: "", content: { users } });
    this.make(0, { type: "m.room.join_rules", state_key: "", content: { join_rule: "public" } });
    for (let server = 1; server < this.count; server++) {
      if (server === this.count - 1 && this.count > 2) continue;
      this.join(server);
    }
  }

  /** A server that joins gets what is there as outliers, and then its own join. */
  private join(server: number): void {
    this.advance(this.nowMs + 150);
    this.joined[server] = true;
    const before = new Map(this.slots[0]);
    for (const event of before.values()) {
      this.arrive(server, this.made[event], { via: "state", verdict: "outlier" });
    }
    for (const [slot, event] of before) this.slots[server].set(slot, event);
    for (const tip of this.tips[0]) this.tips[server].add(tip);
    for (const known of this.known[0]) this.known[server].add(known);
    const sender = this.user(userNames[server % userNames.length], server);
    this.make(server, {
      type: "m.room.member",
      state_key: sender,
      content: { membership: "join", displayname: `user ${server}` },
      sender,
    });
    this.advance(this.nowMs + 150);
  }

  private act(turn: number): void {
    const third = Math.floor(this.total * 0.5);
    const last = this.count - 1;
    if (turn === Math.floor(this.total * 0.15) && !this.joined[last]) return this.join(last);
    if (turn === third && this.count > 1) {
      const bob = this.user("bob", 1);
      const content = { membership: "ban", reason: "spam" };
      return void this.make(0, { type: "m.room.member", state_key: bob, content, op: "bans @bob" });
    }
    if (turn === Math.floor(this.total * 0.25)) {
      const users = { [this.user("mallory", last)]: 100 };
      return void this.make(last, {
        type: "m.room.power_levels",
        state_key: "",
        content: { users },
      });
    }
    // Bob, on the other side, talks on after the ban that his server has not heard of.
    const bobs = turn > third && turn < third + 4 && this.count > 1;
    const active = this.joined.flatMap((joined, server) => (joined ? [server] : []));
    const server = bobs ? 1 : active[this.chance(active.length)];
    if (!bobs && server === 1 && this.isBannedAt(1)) return;
    if (!bobs && turn % 9 === 4) {
      const content = { topic: `topic ${turn}` };
      return void this.make(server, { type: "m.room.topic", state_key: "", content });
    }
    this.make(server, {
      type: "m.room.message",
      content: { msgtype: "m.text", body: `${this.body} ${turn}` },
    });
    // Sometimes two events at the same instant from the same parents: a fork on one server.
    if (turn % 17 === 3) this.forkLast(server);
  }

  private isBannedAt(server: number): boolean {
    const member = this.slots[server].get(`m.room.member\0${this.user("bob", 1)}`);
    return member !== undefined && this.made[member].pdu.content["membership"] === "ban";
  }

  private forkLast(server: number): void {
    const twin = this.made[this.made.length - 1];
    const body = `${this.body}, at the same time`;
    this.make(server, {
      type: "m.room.message",
      content: { msgtype: "m.text", body },
      parents: twin.parents,
    });
  }

  private make(
    server: number,
    draft: Pick<Pdu, "type" | "content"> & {
      state_key?: string;
      sender?: string;
      op?: string;
      parents?: readonly number[];
    },
  ): void {
    const { op, parents = [...this.tips[server]].slice(-10), ...fields } = draft;
    const user = server === 0 ? "ada" : userNames[server % userNames.length];
    const index = this.made.length;
    const event: Made = {
      ...{ index, server, atMs: this.nowMs, parents },
      id: `$${index.toString(36).padStart(6, "0")}${this.chance(2 ** 30).toString(36)}`,
      pdu: {
        room_id: "!room:alpha.test",
        sender: this.user(user, server),
        ...fields,
        prev_events: parents.map((at) => this.made[at].id),
        auth_events: [],
        depth: 1 + Math.max(0, ...parents.map((at) => this.made[at].pdu.depth)),
        origin_server_ts: 1_700_000_000_000 + this.nowMs,
      },
    };
    this.made.push(event);
    const sender = event.pdu.sender;
    const action = op ?? `sends ${fields.type}`;
    this.records.push(
      { kind: "op", atMs: this.nowMs, server, user: sender, action, result: "ok", event: index },
      { kind: "event", index, id: event.id, room: 0, server, atMs: this.nowMs, pdu: event.pdu },
    );
    this.arrive(server, event, { via: "own" });
    for (let to = 0; to < this.count; to++) {
      if (to === server || !this.joined[to]) continue;
      this.order += 1;
      const delay = 20 + this.chance(60) + (this.chance(40) === 0 ? 900 : 0);
      this.post({ atMs: this.nowMs + delay, order: this.order, to, event });
    }
  }

  private post(delivery: Delivery): void {
    const { to, event, atMs } = delivery;
    if (this.isCut(event.server, to, atMs)) {
      this.held.push(delivery);
      const wire = { from: event.server, to, request: "send", events: [event.index] };
      this.records.push({
        kind: "net",
        sentMs: this.nowMs,
        atMs: this.nowMs,
        ...wire,
        result: "held",
      });
      return;
    }
    let at = this.queue.length;
    while (at > 0 && this.queue[at - 1].atMs > atMs) at -= 1;
    this.queue.splice(at, 0, delivery);
  }

  private isCut(a: number, b: number, atMs: number): boolean {
    const during = atMs >= this.splitMs && atMs < this.healMs && this.nowMs < this.healMs;
    return during && this.side(a) !== this.side(b);
  }

  private side(server: number): number {
    return server % 2;
  }

  private advance(untilMs: number): void {
    while (this.queue.length > 0 && this.queue[0].atMs <= untilMs) {
      const delivery = this.queue.shift()!;
      this.nowMs = Math.max(this.nowMs, delivery.atMs);
      this.receive(delivery.to, delivery.event, "send");
    }
    if (Number.isFinite(untilMs)) this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Parents that are missing are fetched first, so that none arrives before its parents. */
  private receive(server: number, event: Made, via: ArrivalWay): void {
    if (this.known[server].has(event.index)) return;
    for (const parent of event.parents) {
      if (!this.known[server].has(parent)) this.receive(server, this.made[parent], "missing");
    }
    this.arrive(server, event, { via });
  }

  private arrive(
    server: number,
    event: Made,
    { via, verdict }: { via: ArrivalWay; verdict?: EventVerdict },
  ): void {
    this.known[server].add(event.index);
    const { atMs, pdu, index } = { ...event, atMs: this.nowMs };
    const [judged, why] = verdict === undefined ? this.judge(server, event, via) : [verdict];
    const before = this.current[server];
    if (judged === "accepted") {
      for (const parent of event.parents) this.tips[server].delete(parent);
      this.tips[server].add(index);
      if (pdu.state_key !== undefined) this.setSlot(server, event);
    }
    if (judged === "soft-failed") {
      if (pdu.state_key !== undefined) this.setSlot(server, event);
    }
    const after = judged === "outlier" ? undefined : this.stateOf(server);
    this.records.push({
      ...{ kind: "arrive", atMs, server, event: index, via, verdict: judged },
      ...(after === undefined ? {} : { before: before ?? after, after }),
      ...(why === undefined ? {} : { why }),
    });
    if (after === undefined) return;
    const events = [...this.tips[server]].sort((a, b) => a - b);
    this.records.push({ kind: "extremities", atMs, server, room: 0, events });
    if (after === this.current[server]) return;
    if (events.length > 1 && before !== undefined) {
      this.records.push({
        ...{ kind: "resolve", atMs, server, room: 0, why: "current", algorithm: "v2" },
        ...{ inputs: [before, after], output: after, dialect: "spec", conflicted: 2 },
        ...{ authDifference: 1, subgraph: 0, replayed: 3, authChecks: 5 },
      });
    }
    this.current[server] = after;
    this.records.push({ kind: "current", atMs, server, room: 0, state: after });
  }

  private judge(server: number, event: Made, via: ArrivalWay): [EventVerdict, Reason?] {
    if (via === "own") return ["accepted"];
    const { type, content, sender } = event.pdu;
    const forged = type === "m.room.power_levels" && JSON.stringify(content).includes("mallory");
    const page = "https://spec.matrix.org/v1.19/rooms/v11/#authorization-rules";
    if (forged) {
      const detail = `${sender} has power 0 and sets power levels, which needs 50`;
      return ["rejected", { check: 4, rule: "8", spec: page, detail }];
    }
    const banned = sender === this.user("bob", 1) && this.isBannedAt(server);
    if (!banned) return ["accepted"];
    const detail = `${sender} is banned in the room's current state`;
    return ["soft-failed", { check: 6, rule: "5", spec: page, detail }];
  }

  /** The later event wins a slot, and a ban wins over any other membership. */
  private setSlot(server: number, event: Made): void {
    const slot = `${event.pdu.type}\0${event.pdu.state_key ?? ""}`;
    const old = this.slots[server].get(slot);
    const rank = (made: Made) => (made.pdu.content["membership"] === "ban" ? 1 : 0);
    const holder = old === undefined ? undefined : this.made[old];
    const wins = holder === undefined || rank(event) - rank(holder) || event.index - holder.index;
    if (wins === true || (typeof wins === "number" && wins > 0)) {
      this.slots[server].set(slot, event.index);
    }
  }

  private stateOf(server: number): number {
    const sorted = [...this.slots[server]].sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(sorted);
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const id = this.states.size;
    this.states.set(key, id);
    const parent = this.current[server] ?? null;
    const old = parent === null ? new Map<string, number>() : this.slotsByState.get(parent)!;
    const changes = sorted
      .filter(([slot, event]) => old.get(slot) !== event)
      .map(([slot, event]): [string, string, number] => {
        const cut = slot.indexOf("\0");
        return [slot.slice(0, cut), slot.slice(cut + 1), event];
      });
    this.slotsByState.set(id, new Map(this.slots[server]));
    this.records.push({ kind: "state", room: 0, id, parent, changes });
    return id;
  }

  private readonly slotsByState = new Map<number, Map<string, number>>();

  private fault(verb: "partition" | "heal"): void {
    const all = Array.from({ length: this.count }, (_, server) => server);
    const groups = [0, 1].map((side) => all.filter((server) => this.side(server) === side));
    const record = { kind: "fault", atMs: this.nowMs, verb, id: 0 } as const;
    this.records.push(verb === "partition" ? { ...record, groups } : record);
    if (verb === "partition") return;
    const refused = "@bob is banned and his own server knows it now";
    if (this.count > 1) {
      const op = { kind: "op", atMs: this.nowMs, server: 1, room: 0 } as const;
      const user = this.user("bob", 1);
      this.records.push({ ...op, user, action: "sets the topic", result: "refused", why: refused });
    }
    for (const delivery of this.held.splice(0)) {
      const delay = 200 + this.chance(1500);
      this.post({ ...delivery, atMs: this.nowMs + delay });
    }
  }

  private finish(): void {
    const agree = new Set(this.current).size <= 1;
    const servers = Array.from({ length: this.count }, (_, server) => server);
    const soft = this.records.flatMap((record) =>
      record.kind === "arrive" && record.verdict === "soft-failed" ? [record.event] : [],
    );
    this.records.push(
      {
        ...{ kind: "verdict", check: "convergence", servers, events: [] },
        result: agree ? "held" : "broken",
        detail: agree ? "all servers hold the same state" : "two states are left",
      },
      {
        ...{ kind: "verdict", check: "no-soft-failure", result: "broken", servers: [0, 1] },
        ...{ detail: "events of @bob were soft-failed", events: [...new Set(soft)].slice(0, 5) },
      },
      {
        ...{ kind: "verdict", check: "auth-held", result: "unknown", events: [], servers: [] },
        detail: "the trace holds no auth events",
      },
      { kind: "end", atMs: this.nowMs, records: this.records.length, hash: "0123456789abcdef" },
    );
  }

  private user(name: string, server: number): string {
    const more = server < names.length ? "" : Math.floor(server / 8);
    const host = `${names[server % names.length]}${more}`;
    return `@${name}:${host}.test`;
  }

  /** A whole number below `limit`, from a small generator of our own. */
  private chance(limit: number): number {
    this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.random / 2 ** 32) * limit);
  }
}

const userNames = ["ada", "bob", "carol", "dan", "eve", "frank", "grace", "heidi"];
