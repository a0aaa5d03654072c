// What all servers of a process share of one room: the graph of events, the lenses through which
// they see it, and the tables of extremity sets and of joined servers. Immutable facts only: what
// a server knows is in its replica.
import { Marks } from "../../protocol/marks.ts";
import { RoomGraph, type EventIndex } from "../../protocol/room-graph.ts";
import type { RoomId } from "../../protocol/event.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import { ExtremitySets } from "./extremity-sets.ts";
import type { Intake } from "../intake.ts";
import { Knowledge } from "./knowledge.ts";
import { Lens } from "./lens.ts";
import type { Reason } from "../verdict.ts";
import { Receipts } from "./receipts.ts";
import { aclType } from "../../protocol/server-acl.ts";
import { Standings } from "./standings.ts";

/** The type of the state event that says who may see the room's history. */
const visibilityType = "m.room.history_visibility";
/** The type of the state event that names a room's policy server. */
export const policyType = "m.room.policy";

/** Finds a server's number in the run by its name; -1 for a server outside. */
export type ServerNumber = (name: string) => number;

export class SharedRoom {
  /** Number of the room in the run. */
  readonly number: number;
  readonly graph: RoomGraph;
  readonly sets = new ExtremitySets();
  readonly knowledge: Knowledge;
  readonly standings: Standings;
  readonly receipts: Receipts;
  /** For one walk at a time, from start to end: whoever begins one clears them. */
  readonly marks = new Marks(0);
  readonly #serverNumber: ServerNumber;
  readonly #lenses = new Map<string, Lens>();
  readonly #serverOfUser: number[] = [];
  /** Joined members per server in `#countedState`, and the servers that have any. */
  readonly #counts = new Map<number, number>();
  #countedState: StateId = emptyState;
  #servers: Int32Array | undefined;
  readonly #serversOf = new Map<StateId, Int32Array>();
  /** The last answer of `serversTouched`: servers come in step. */
  #lastTouched: { from: StateId; to: StateId; servers: readonly number[] } = {
    from: emptyState,
    to: emptyState,
    servers: [],
  };
  /** The room's ID where it is known before its create event. */
  readonly givenId: RoomId | undefined;
  /** The slot of server ACLs once any event of theirs was seen, else -1. */
  aclSlot = -1;
  /** The slot of the policy server once any event that names one was seen, else -1. */
  policySlot = -1;
  #visibilitySlot = -1;
  readonly #intake: Intake;
  readonly #problems = new Map<EventIndex, Reason | null>();

  constructor(input: {
    number: number;
    version: string;
    serverNumber: ServerNumber;
    /** How many servers the run has. */
    serverCount: number;
    /** How events from elsewhere are checked. */
    intake: Intake;
    /** For rooms that are entered from outside, and for the ID of one that is to be created. */
    roomId?: RoomId;
  }) {
    this.number = input.number;
    this.graph = new RoomGraph(input.version);
    this.knowledge = new Knowledge(input.serverCount);
    this.standings = new Standings(input.serverCount);
    this.receipts = new Receipts(this, this.standings);
    this.#serverNumber = input.serverNumber;
    this.#intake = input.intake;
    this.givenId = input.roomId;
  }

  /** Receipt checks 1 to 3 of an event, worked out once: why it must be dropped (3: redacted), if so. */
  contentProblem(event: EventIndex, remember: boolean): Reason | undefined {
    const known = remember ? this.#problems.get(event) : undefined;
    if (known !== undefined) return known ?? undefined;
    const pdu = this.graph.pdu(event);
    this.notice(pdu.type);
    const problem = this.#intake(pdu, this.graph.version);
    // A key that cannot be had now may be there the next time.
    if (problem?.rule !== "unknown-key") this.#problems.set(event, problem ?? null);
    return problem;
  }

  /** An event of this type is in the room: what is rare is only looked for once it was seen. */
  notice(type: string): void {
    if (type === aclType) this.aclSlot = this.graph.slotOf(aclType, "");
    if (type === policyType) this.policySlot = this.graph.slotOf(policyType, "");
  }

  /** The slot of who may see the room's history. */
  get visibilitySlot(): number {
    if (this.#visibilitySlot < 0) this.#visibilitySlot = this.graph.slotOf(visibilityType, "");
    return this.#visibilitySlot;
  }

  /** The run's number of a server by its name; -1 for one outside. */
  serverNamed(name: string): number {
    return this.#serverNumber(name);
  }

  get roomId(): RoomId {
    const { graph, givenId } = this;
    if (givenId !== undefined) return givenId;
    const create = graph.pdu(graph.create);
    return create.room_id ?? `!${graph.id(graph.create).slice(1)}`;
  }

  /** The lens of a dialect; a fresh one for each caller where nothing is remembered. */
  lens(dialect: string, remember: boolean): Lens {
    if (!remember) return new Lens(this, { dialect, remember });
    let lens = this.#lenses.get(dialect);
    if (lens === undefined) {
      lens = new Lens(this, { dialect, remember });
      this.#lenses.set(dialect, lens);
    }
    return lens;
  }

  /** The run's number of a user's server. */
  serverOfUser(user: number): number {
    for (let next = this.#serverOfUser.length; next <= user; next++) {
      const { graph } = this;
      this.#serverOfUser.push(this.#serverNumber(graph.servers.text(graph.serverOfUser(next))));
    }
    return this.#serverOfUser[user];
  }

  /** The run's number of the server that an event's sender is on. */
  serverOfSender(event: EventIndex): number {
    return this.serverOfUser(this.graph.sender(event));
  }

  /** The servers with a joined member in a state, ascending; must not be written. */
  joinedServers(state: StateId): Int32Array {
    const known = this.#serversOf.get(state);
    if (known !== undefined) return known;
    this.#recount(state);
    this.#servers ??= Int32Array.from(this.#counts.keys()).sort();
    this.#serversOf.set(state, this.#servers);
    return this.#servers;
  }

  /** True if a server has a joined member in a state; makes no list, unlike `joinedServers`. */
  isJoined(state: StateId, server: number): boolean {
    const known = this.#serversOf.get(state);
    if (known !== undefined) return hasServer(known, server);
    this.#recount(state);
    return this.#counts.has(server);
  }

  /** The servers whose members changed between two states; must not be written. */
  serversTouched(from: StateId, to: StateId): readonly number[] {
    const last = this.#lastTouched;
    if (last.from === from && last.to === to) return last.servers;
    const servers: number[] = [];
    const { graph } = this;
    graph.states.forEachChange(from, to, (slot) => {
      const { type, stateKey } = graph.slotNames(slot);
      if (type === "m.room.member") servers.push(this.serverOfUser(graph.userOf(stateKey)));
    });
    this.#lastTouched = { from, to, servers };
    return servers;
  }

  /** Counts members anew from what differs to the last counted state. */
  #recount(state: StateId): void {
    const { graph } = this;
    let changed = false;
    graph.states.forEachChange(this.#countedState, state, (_slot, before, after) => {
      if (before >= 0 && this.#joins(before)) changed = this.#count(before, -1) || changed;
      if (after >= 0 && this.#joins(after)) changed = this.#count(after, 1) || changed;
    });
    this.#countedState = state;
    if (changed) this.#servers = undefined;
  }

  #joins(event: EventIndex): boolean {
    const { type, content } = this.graph.pdu(event);
    return type === "m.room.member" && content.membership === "join";
  }

  /** True if the set of servers changed. */
  #count(event: EventIndex, by: number): boolean {
    const { state_key: user } = this.graph.pdu(event);
    const server = this.serverOfUser(this.graph.userOf(user as string));
    if (server < 0) return false;
    const count = (this.#counts.get(server) ?? 0) + by;
    if (count === 0) this.#counts.delete(server);
    else this.#counts.set(server, count);
    return count === 0 || (by > 0 && count === 1);
  }
}

/** True if an ascending list of servers holds one. */
export function hasServer(servers: Int32Array, server: number): boolean {
  let low = 0;
  let high = servers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (servers[middle] === server) return true;
    if (servers[middle] < server) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
