// A few homeservers on a wire that a test drives by hand: nothing arrives, is lost or times out
// unless the test says so, and time moves only when it is told to. Also forges events that no
// honest server would send. It is no simulator: it draws nothing and judges nothing.
import { selectAuthEvents } from "../../../sim/protocol/auth/index.ts";
import { eventId } from "../../../sim/protocol/event-hash.ts";
import { serverOf, type Pdu, type UserId } from "../../../sim/protocol/event.ts";
import {
  hashPolicySignatureHolds,
  hashPolicySigner,
  hashSigner,
  hashVerifier,
} from "../../../sim/protocol/hash-signer.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import type { EventIndex } from "../../../sim/protocol/room-graph.ts";
import { signEvent } from "../../../sim/protocol/signing.ts";
import type { StateId } from "../../../sim/protocol/state.ts";
import {
  act,
  foundRoom,
  Homeserver,
  noAnswer,
  policy as namedPolicy,
  SharedRoom,
  Waits,
  strictIntake,
  verdict,
  type Action,
  type ActionResult,
  type Answer,
  type Arrival,
  type Intake,
  type Policy,
  type Ports,
  type Replica,
  type RequestKind,
  type ResolutionPurpose,
  type RoomEvent,
  type RoomRequest,
  type RoomSetup,
} from "../../../sim/server/index.ts";
import { refusal, yes } from "../../../sim/server/request.ts";

/** Server numbers. */
export const [a, b, c, d] = [0, 1, 2, 3];

/** One user on each of the first four servers, and a second one on `b.test`. */
export const ada = "@ada:a.test";
export const bob = "@bob:b.test";
export const cay = "@cay:c.test";
export const dan = "@dan:d.test";
export const ben = "@ben:b.test";

/** A message on its way to one server. */
export interface Flight {
  readonly from: number;
  readonly to: number;
  readonly kind: RequestKind;
  /** Undefined for a transaction. */
  readonly request: RoomRequest | undefined;
  /** What a transaction carries. */
  readonly pdus: readonly RoomEvent[];
  readonly tag: number;
}

/** Which flights are meant; what is left out may be anything. */
export type Match = Partial<Pick<Flight, "from" | "to" | "kind">> & { event?: EventIndex };

export interface TownOptions {
  /** How many servers (default: 3): `a.test`, `b.test`, … */
  readonly servers?: number;
  /** Default: `synapse`. */
  readonly policy?: string;
  /** Fields of the policy that are different. */
  readonly change?: Partial<Policy>;
  /** Default: 11. */
  readonly version?: string;
  readonly intake?: Intake;
  readonly remember?: boolean;
  /** Names of the servers, in place of the usual ones. */
  readonly names?: readonly string[];
}

/** What a forged event says; the rest is filled in as an honest server would. */
export interface Forgery {
  readonly sender: UserId;
  readonly type: string;
  readonly stateKey?: string;
  readonly content?: JsonObject;
  readonly prev: readonly EventIndex[];
  readonly auth?: readonly EventIndex[];
  /** Fields that are set before the event is signed. */
  readonly fields?: JsonObject;
  /** Changes the finished event. */
  readonly spoil?: (pdu: Pdu) => Pdu;
}

const verdictNames = ["unknown", "outlier", "accepted", "soft-failed", "rejected"] as const;
const flightsMax = 10_000;

/** Servers, one room, and the messages between them. */
export class Town implements Ports {
  readonly servers: Homeserver[] = [];
  readonly room: SharedRoom;
  /** Messages in flight, the oldest first. */
  readonly flights: Flight[] = [];
  readonly arrivals: Arrival[] = [];
  readonly marks: { server: number; mark: string; what: string; event: EventIndex }[] = [];
  readonly made: EventIndex[] = [];
  readonly partials: { server: number; step: string; servers: readonly number[] }[] = [];
  /** How often any server's extremities were set. */
  moves = 0;
  readonly resolutions: { server: number; why: ResolutionPurpose; event: EventIndex }[] = [];
  readonly names: readonly string[];
  readonly waits: Waits;
  nowMs = 0;
  /** The name of the key with which policy servers sign now. */
  policyKey = "key 1";
  #clockMs = 1_700_000_000_000;
  readonly #timers: { atMs: number; server: number; tag: number }[] = [];

  constructor(options: TownOptions = {}) {
    const {
      servers = 3,
      policy = "synapse",
      change = {},
      version = "11",
      remember = true,
    } = options;
    const { intake = strictIntake(hashVerifier()) } = options;
    this.names =
      options.names ?? Array.from({ length: servers }, (_, n) => `${"abcdefghij"[n]}.test`);
    this.waits = new Waits(this.names.length);
    this.room = this.newRoom(version, intake, 0);
    const chosen = { ...namedPolicy(policy), ...change };
    for (const number of this.names.keys()) {
      this.servers.push(new Homeserver({ number, policy: chosen, ports: this, remember }));
    }
  }

  newRoom(version: string, intake: Intake, number: number): SharedRoom {
    const serverNumber = (name: string) => this.names.indexOf(name);
    return new SharedRoom({
      number,
      version,
      serverNumber,
      serverCount: this.names.length,
      intake,
    });
  }

  // Ports.

  get serverCount(): number {
    return this.names.length;
  }
  now(): number {
    return this.nowMs;
  }
  /** Every look at a clock shows another time, so that no two events are the same by accident. */
  wallClock(): number {
    return this.#clockMs++;
  }
  timer(server: number, atMs: number, tag: number): void {
    this.#timers.push({ server, atMs, tag });
  }
  signer(server: number) {
    return hashSigner(this.names[server]);
  }
  readonly policyKeys: Ports["policyKeys"] = {
    signer: (server) => hashPolicySigner(this.names[server], this.policyKeys.publicKey(server)),
    publicKey: (server) => `${this.policyKey} of ${this.names[server]}`,
    verify: hashPolicySignatureHolds,
  };
  serverName(server: number): string {
    return this.names[server];
  }
  readonly wire: Ports["wire"] = {
    broadcast: (from, pdus, to, count) => {
      for (const one of to.slice(0, count)) {
        this.flights.push({ from, to: one, kind: "send", request: undefined, pdus, tag: -1 });
      }
    },
    request: (from, to, request, tag) => {
      this.flights.push({ from, to, kind: request.kind, request, pdus: [], tag });
    },
  };
  readonly recorder: Ports["recorder"] = {
    made: (_server, _room, event) => void this.made.push(event),
    // A copy: the same object is told of one server after another.
    arrived: (arrival) => void this.arrivals.push({ ...arrival }),
    moved: () => void this.moves++,
    resolved: ({ server, why, event }) => void this.resolutions.push({ server, why, event }),
    mark: (server, mark, what, _room, event) => void this.marks.push({ server, mark, what, event }),
    adopted: () => {},
    partial: (server, _room, { step, servers }) =>
      void this.partials.push({ server, step, servers }),
  };

  // The wire, by hand.

  /** The flights that are meant. */
  flying(match: Match = {}): Flight[] {
    return this.flights.filter(
      ({ from, to, kind, pdus }) =>
        (match.from === undefined || match.from === from) &&
        (match.to === undefined || match.to === to) &&
        (match.kind === undefined || match.kind === kind) &&
        (match.event === undefined || pdus.some(({ event }) => event === match.event)),
    );
  }

  /** Takes the flights that are meant off the wire; their senders wait until the test goes on. */
  take(match: Match = {}): Flight[] {
    const taken = this.flying(match);
    for (const flight of taken) this.flights.splice(this.flights.indexOf(flight), 1);
    return taken;
  }

  /** A message reaches its destination; the answer is on the way until `answer` or `timeOut`. */
  reach({ from, to, request, pdus }: Flight): Answer {
    if (request !== undefined) return this.request(from, to, request);
    this.servers[to].receive(from, pdus);
    return yes;
  }

  answer({ from, to, request, tag }: Flight, answer: Answer): void {
    if (request !== undefined) this.servers[from].answered(tag, answer);
    else if (answer.ok) this.servers[from].delivered(to);
    else this.servers[from].undelivered(to);
  }

  /** There and back again. */
  deliver(...flights: Flight[]): void {
    for (const flight of flights) {
      const { from, to, request } = flight;
      if (request === undefined) this.answer(flight, this.reach(flight));
      else this.servers[to].handle(from, request, (answer) => this.answer(flight, answer));
    }
  }

  timeOut(...flights: Flight[]): void {
    for (const flight of flights) this.answer(flight, noAnswer);
  }

  /** Loses what is meant: the senders learn that no answer came. */
  lose(match: Match = {}): void {
    this.timeOut(...this.take(match));
  }

  /** What is meant is answered with an error: whoever asked learns that there is nothing to have. */
  refuse(match: Match = {}): void {
    for (const one of this.take(match)) this.answer(one, refusal("M_NOT_FOUND", "not here"));
  }

  /** Delivers what is meant and what follows from it, the oldest first, until nothing is left. */
  run(match: Match = {}): void {
    for (let n = 0; n < flightsMax; n++) {
      const [next] = this.flying(match);
      if (next === undefined) return;
      this.flights.splice(this.flights.indexOf(next), 1);
      this.deliver(next);
    }
    throw new Error("the servers never come to rest");
  }

  /** Time passes; timers that are due ring, one by one. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      this.#timers.sort((x, y) => x.atMs - y.atMs);
      const next = this.#timers[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.shift();
      this.nowMs = next.atMs;
      if (this.servers[next.server].up) this.servers[next.server].wake(next.tag);
    }
    this.nowMs = endMs;
  }

  /** When the next timer rings, -1 if none is set. */
  get nextTimerMs(): number {
    return this.#timers.reduce((least, { atMs }) => (least < 0 || atMs < least ? atMs : least), -1);
  }

  /** A request of one server to another, answered at once. */
  request(from: number, to: number, request: RoomRequest): Answer {
    let answer: Answer | undefined;
    this.servers[to].handle(from, request, (given) => void (answer = given));
    if (answer === undefined) throw new Error(`${request.kind} waits for a third server`);
    return answer;
  }

  /** Hands events over in one transaction, past the sender's outbox. */
  push(from: number, to: number, ...events: EventIndex[]): void {
    const pdus = events.map((event) => ({ room: this.room, event }));
    this.servers[to].receive(from, pdus);
  }

  // People.

  /** Another room that a restricted one may name; answers its ID. */
  foundClub(creator: UserId, members: readonly UserId[]): string {
    const intake = strictIntake(hashVerifier());
    const shared = this.newRoom(this.room.graph.version.id, intake, 1);
    const setup = { joinRule: "public", powers: {} };
    const server = (name: string) => this.servers[this.names.indexOf(name)];
    foundRoom({ shared, creator, setup, members, server });
    return shared.roomId;
  }

  /** A room whose members' servers know everything at once. */
  found(members: readonly UserId[], setup: Partial<RoomSetup> = {}, creator: UserId = ada): void {
    const made = foundRoom({
      shared: this.room,
      creator,
      setup: { joinRule: "public", powers: {}, ...setup },
      members,
      server: (name) => this.servers[this.names.indexOf(name)],
    });
    if (made.result !== "ok") throw new Error(made.why);
  }

  /** Begins an action; the result comes when the wire has done its part. */
  begin(user: UserId, action: Action): { result: ActionResult | undefined } {
    const server = this.servers[this.names.indexOf(serverOf(user))];
    const deed: { result: ActionResult | undefined } = { result: undefined };
    act(server, { shared: this.room, user, action }, (result) => {
      if (deed.result !== undefined) throw new Error("an action ended twice");
      deed.result = result;
    });
    return deed;
  }

  /** An action that needs nobody else, and its result. */
  try(user: UserId, action: Action): ActionResult {
    const { result } = this.begin(user, action);
    if (result === undefined) throw new Error(`${action.kind} waits for another server`);
    return result;
  }

  /** An action that must work; answers its event. */
  do(user: UserId, action: Action): EventIndex {
    const done = this.try(user, action);
    if (done.result !== "ok") throw new Error(`${action.kind}: ${done.why}`);
    return done.event;
  }

  say(user: UserId, body = "hello"): EventIndex {
    return this.do(user, { kind: "message", body });
  }

  /** An event that somebody puts together by hand and signs; nobody knows it yet. */
  forge({ sender, type, stateKey, content = {}, prev, auth, fields, spoil }: Forgery): EventIndex {
    const { graph } = this.room;
    const bare: Pdu = {
      ...{ type, sender, content, room_id: this.room.roomId },
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
      prev_events: prev.map((event) => graph.id(event)),
      auth_events: [],
      depth: Math.max(0, ...prev.map((event) => graph.depth(event))) + 1,
      origin_server_ts: this.wallClock(),
    };
    const before = this.room.lens("spec", true).states.resolutionAfter(prev)?.output ?? 0;
    const auths = auth ?? selectAuthEvents(graph, bare, before);
    const cited = { ...bare, auth_events: auths.map((event) => graph.id(event)), ...fields };
    const signed = signEvent(cited as Pdu, graph.version, hashSigner(serverOf(sender)));
    const pdu = spoil === undefined ? signed : spoil(signed);
    return graph.add(eventId(pdu, graph.version), pdu);
  }

  // What servers know.

  replica(server: number): Replica {
    return this.servers[server].replica(this.room);
  }

  verdict(server: number, event: EventIndex): (typeof verdictNames)[number] {
    return verdictNames[this.replica(server).verdictOf(event)];
  }

  /** Check and rule of the last arrival of an event: `4: 5`, or `""` if nothing was wrong. */
  why(server: number, event: EventIndex): string {
    const last = this.arrivals.findLast((one) => one.server === server && one.event === event);
    return last?.why === undefined ? "" : `${last.why.check}: ${last.why.rule}`;
  }

  tips(server: number): readonly EventIndex[] {
    return this.room.sets.members(this.replica(server).extremities);
  }

  /** The event of a server's current state at a slot, -1 if there is none. */
  current(server: number, type: string, key = ""): EventIndex {
    return this.stateAt(this.replica(server).current, type, key);
  }

  stateAt(state: StateId, type: string, key = ""): EventIndex {
    return this.room.graph.states.get(state, this.room.graph.slotOf(type, key));
  }

  membership(server: number, user: UserId): unknown {
    const event = this.current(server, "m.room.member", user);
    return event < 0 ? undefined : this.room.graph.pdu(event).content.membership;
  }

  /** The events that a server has more than heard of. */
  known(server: number): EventIndex[] {
    const events: EventIndex[] = [];
    this.replica(server).forEachKnown((event, value) => {
      if (value >= verdict.accepted) events.push(event);
    });
    return events;
  }

  pdu(event: EventIndex): Pdu {
    return this.room.graph.pdu(event);
  }
}

/** A topic to be set. */
export const topic = (text: string): Action => ({ kind: "topic", topic: text });
