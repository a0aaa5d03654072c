// What servers make of an event that comes by a transaction, once for all that stand alike: the first
// of them goes through all receipt checks (receive.ts, settle.ts), and what came of it is a receipt
// that the others take. They take it only if the event is new to them, all that it stands on was
// accepted, all that it cites is known, and nothing else is odd about them; whoever differs in any of
// that goes through the checks. Without memory nobody takes anything, and all comes out the same.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Resolution } from "../protocol/room-states.ts";
import type { StateId } from "../protocol/state.ts";
import type { ExtremitySet } from "./extremity-sets.ts";
import type { Knowledge } from "./knowledge.ts";
import { verdict, way, type Arrival, type Recorder, type ResolutionPurpose } from "./ports.ts";
import type { Homeserver } from "./homeserver.ts";
import type { Replica } from "./replica.ts";
import type { Settling } from "./settle.ts";
import type { SharedRoom } from "./shared-room.ts";
import type { Standing, Standings } from "./standings.ts";

/** What came of an event that was accepted at a server which stood in some way. */
export interface Receipt {
  readonly event: EventIndex;
  readonly from: Standing;
  readonly to: Standing;
  /** Told to the recorder, each time with another server. */
  readonly arrival: Arrival & { server: number };
  readonly extremities: ExtremitySet;
  readonly current: StateId;
  /** Resolutions of different states, before the event and after it. */
  readonly before: Resolution | undefined;
  readonly after: Resolution | undefined;
  readonly dialect: string;
  /** Servers whose users come or go with it, which have to look for themselves. */
  readonly touched: readonly number[];
  /** Of the same event, from another standing. */
  readonly other: Receipt | undefined;
}

/** Events under way at a time, at most; of older ones the receipts are lost. */
const eventsMax = 1 << 10;
/** Standings from which one event is received; more are worked out each time. */
const standingsMax = 16;

const noRows: readonly Uint8Array[] = [];

export class Receipts {
  readonly #shared: SharedRoom;
  readonly #standings: Standings;
  readonly #knowledge: Knowledge;
  /** By the low bits of the event, for the last event that has them. */
  readonly #first: (Receipt | undefined)[] = [];

  // The event that came last; others in step with it come next.
  #event: EventIndex = -1;
  #last: Receipt | undefined;
  /** When the rows below were looked up. */
  #version = -1;
  /** Who knows the event; undefined where it is not worth while. */
  #row: Uint8Array | undefined;
  /** Who knows what it stands on, and what it cites, but for what everybody accepted. */
  #prevs: readonly Uint8Array[] = noRows;
  #auths: readonly Uint8Array[] = noRows;

  constructor(shared: SharedRoom, standings: Standings) {
    this.#shared = shared;
    this.#standings = standings;
    this.#knowledge = shared.knowledge;
    for (let slot = 0; slot < eventsMax; slot++) this.#first.push(undefined);
  }

  /** Gives a server the receipt of an event; false if it has to be worked out. */
  take(event: EventIndex, server: number, recorder: Recorder): boolean {
    if (this.#version !== this.#knowledge.version || this.#event !== event) this.#turnTo(event);
    // Whether a server is shut out depends on who sends, and a policy server is asked by each.
    if (this.#shared.aclSlot >= 0 || this.#shared.policySlot >= 0) return false;
    const row = this.#row;
    const { of, odd } = this.#standings;
    if (row === undefined) return false;
    if (row[server] !== verdict.unknown || odd[server] !== 0) {
      // What was accepted before is nothing new.
      return row[server] === verdict.accepted;
    }
    for (const prev of this.#prevs) if (prev[server] !== verdict.accepted) return false;
    for (const auth of this.#auths) if (auth[server] === verdict.unknown) return false;
    const receipt = this.#from(of[server]);
    if (receipt === undefined) return false;
    if (receipt.touched.length > 0 && receipt.touched.includes(server)) return false;
    row[server] = verdict.accepted;
    of[server] = receipt.to;
    this.#tell(receipt, server, recorder);
    return true;
  }

  #tell(receipt: Receipt, server: number, recorder: Recorder): void {
    const { arrival, before, after, extremities, current } = receipt;
    if (before !== undefined) this.#merged(receipt, server, recorder, "before", before);
    arrival.server = server;
    recorder.arrived(arrival);
    if (after !== undefined) this.#merged(receipt, server, recorder, "current", after);
    recorder.moved(server, this.#shared, extremities, current);
  }

  #merged(
    { event, dialect }: Receipt,
    server: number,
    recorder: Recorder,
    why: ResolutionPurpose,
    resolution: Resolution,
  ): void {
    recorder.resolved({ server, room: this.#shared, why, event, resolution, dialect });
  }

  /** Keeps what came of an event; see `keepReceipt`. */
  keep(made: Omit<Receipt, "other">): void {
    const slot = made.event & (eventsMax - 1);
    const other = this.#first[slot];
    const same = other?.event === made.event ? other : undefined;
    let count = 1;
    for (let one = same; one !== undefined; one = one.other) count++;
    if (count > standingsMax) return;
    this.#first[slot] = { ...made, other: same };
  }

  #from(standing: Standing): Receipt | undefined {
    if (this.#last?.from === standing) return this.#last;
    let one = this.#first[this.#event & (eventsMax - 1)];
    if (one?.event !== this.#event) return undefined;
    while (one !== undefined && one.from !== standing) one = one.other;
    if (one !== undefined) this.#last = one;
    return one;
  }

  #turnTo(event: EventIndex): void {
    const { graph } = this.#shared;
    this.#event = event;
    this.#last = undefined;
    this.#version = this.#knowledge.version;
    this.#row = undefined;
    const prevs = this.#rows(graph.prevs(event));
    const auths = this.#rows(graph.auths(event));
    if (prevs === undefined || auths === undefined) return;
    this.#prevs = prevs;
    this.#auths = auths;
    this.#row = this.#knowledge.ownRow(event);
  }

  /** The rows of events, but for those that everybody accepted; undefined if one has none. */
  #rows(events: Iterable<EventIndex>): readonly Uint8Array[] | undefined {
    let rows = noRows;
    for (const event of events) {
      if (this.#knowledge.isEverybodys(event)) continue;
      const row = this.#knowledge.ownRow(event);
      if (row === undefined) return undefined;
      rows = [...rows, row];
    }
    return rows;
  }
}

/** True if others that stand where this server does will make the same of the event. */
export function isLikeOthers(replica: Replica, { event, via }: Settling): boolean {
  if (via !== way.send || replica.isOdd) return false;
  const { graph } = replica.shared;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    if (replica.verdictOf(graph.prev(event, n)) !== verdict.accepted) return false;
  }
  return true;
}

/** Keeps the receipt of an event that such a server accepted. */
export function keepReceipt(
  server: Homeserver,
  replica: Replica,
  arrival: Arrival,
  from: Standing,
): void {
  const { event } = arrival;
  const { shared, lens, standing, extremities, current } = replica;
  const { above } = server.policy.dummyEvents;
  // Where events are tied together each server has a timer of its own.
  if (above < Infinity && shared.sets.members(extremities).length > above) return;
  const touched = shared.serversTouched(shared.standings.currentOf(from), current);
  if (touched.includes(server.number)) return;
  shared.receipts.keep({
    event,
    from,
    to: standing,
    arrival: { ...arrival },
    extremities,
    current,
    before: merged(lens.states.resolutionBefore(event)),
    after: merged(lens.current(extremities)),
    dialect: server.policy.dialect,
    touched,
  });
}

/** A resolution, if it was of different states. */
function merged(resolution: Resolution | undefined): Resolution | undefined {
  return resolution !== undefined && resolution.inputs.length > 1 ? resolution : undefined;
}
