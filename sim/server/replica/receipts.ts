// What servers make of an event that comes to them, once for all that stand alike: the first of them,
// as a rule its maker, goes through all receipt checks (receive/receive.ts, settle/settle.ts), and what
// came of it is a receipt that the others take. They take it only if the event is new to them, all that
// it stands on was accepted, all that it cites is known, and nothing else is odd about them; whoever differs in any
// of that goes through the checks. Without memory nobody takes anything, and all comes out the same.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Resolution } from "../../protocol/room-states.ts";
import type { StateId } from "../../protocol/state.ts";
import type { ExtremitySet } from "./extremity-sets.ts";
import type { Knowledge } from "./knowledge.ts";
import { verdict, way, type Way } from "../verdict.ts";
import type { Arrival, RecordedRoom, Recorder, ResolutionPurpose } from "../recorder.ts";
import { odd, type Standing, type Standings } from "./standings.ts";

/** As much of a room as receipts look at. */
interface ReceiptsRoom extends RecordedRoom {
  readonly knowledge: Knowledge;
  readonly aclSlot: number;
  readonly policySlot: number;
}

/** An arrival that is told of one server after another: no recorder keeps it. */
export type Told = Arrival & { server: number; via: Way };

/** What came of an event that was accepted at a server which stood in some way. */
export interface Receipt {
  readonly event: EventIndex;
  readonly from: Standing;
  readonly to: Standing;
  /** Told to the recorder, each time with another server. */
  readonly arrival: Told;
  readonly extremities: ExtremitySet;
  readonly current: StateId;
  /** Resolutions of different states, before the event and after it. */
  readonly before: Resolution | undefined;
  readonly after: Resolution | undefined;
  readonly dialect: string;
  /** Servers whose users come or go with it, which have to look for themselves. */
  readonly touched: readonly number[];
  /** Of the same event, from another standing. */
  other: Receipt | undefined;
}

/** Events under way at a time, at most; of older ones the receipts are lost. */
const eventsMax = 1 << 10;
/** Standings from which one event is received; with one more all are forgotten. */
const standingsMax = 16;

const noRows: readonly Uint8Array[] = [];

/** What is ready at hand of one event. */
class Page {
  event: EventIndex = -1;
  /** The version of all knowledge when the rows were found. */
  version = -1;
  /** Who knows the event; undefined where it is not worth while. */
  row: Uint8Array | undefined = undefined;
  /** Who knows what it stands on, and what it cites, but for what everybody accepted. */
  prevs: readonly Uint8Array[] = noRows;
  auths: readonly Uint8Array[] = noRows;
  first: Receipt | undefined = undefined;
  count = 0;
  /** The receipt that was taken last: servers come in step. */
  last: Receipt | undefined = undefined;

  turnTo(event: EventIndex): void {
    this.event = event;
    this.row = undefined;
    this.first = undefined;
    this.count = 0;
    this.last = undefined;
  }

  from(standing: Standing): Receipt | undefined {
    const { last } = this;
    if (last !== undefined && last.from === standing) return last;
    let one = this.first;
    while (one !== undefined && one.from !== standing) one = one.other;
    return one === undefined ? undefined : (this.last = one);
  }
}

export class Receipts {
  readonly #shared: ReceiptsRoom;
  readonly #standings: Standings;
  readonly #knowledge: Knowledge;
  /** By the low bits of the event, for the last event that has them. */
  readonly #pages: Page[] = [];
  #page = new Page();

  constructor(shared: ReceiptsRoom, standings: Standings) {
    this.#shared = shared;
    this.#standings = standings;
    this.#knowledge = shared.knowledge;
  }

  /**
   * Gives a server the receipt of an event that has come to it; false if it has to be worked out.
   * A server that works off what has waited may be busy, for one to which something comes it is odd.
   */
  take(event: EventIndex, server: number, recorder: Recorder, via: Way = way.send): boolean {
    if (this.#page.event !== event) this.#turnTo(event);
    const page = this.#page;
    const isStale = page.row === undefined || page.version !== this.#knowledge.version;
    if (isStale) this.#lookUp(page);
    const { row } = page;
    // Whether a server is shut out depends on who sends, and a policy server is asked by each.
    const { aclSlot, policySlot } = this.#shared;
    if (row === undefined || aclSlot >= 0 || policySlot >= 0) return false;
    // What was accepted before is nothing new.
    if (row[server] === verdict.accepted) return true;
    const { of, odd: oddities } = this.#standings;
    const oddity = via === way.send ? oddities[server] : oddities[server] & odd.itself;
    if (oddity !== 0 || row[server] !== verdict.unknown) return false;
    for (const prev of page.prevs) if (prev[server] !== verdict.accepted) return false;
    for (const auth of page.auths) if (auth[server] === verdict.unknown) return false;
    const receipt = page.from(of[server]);
    if (receipt === undefined) return false;
    if (receipt.touched.length > 0 && receipt.touched.includes(server)) return false;
    row[server] = verdict.accepted;
    of[server] = receipt.to;
    this.#tell(receipt, server, via, recorder);
    return true;
  }

  #tell(receipt: Receipt, server: number, via: Way, recorder: Recorder): void {
    const { arrival, before, after, extremities, current } = receipt;
    if (before !== undefined) this.#merged(receipt, server, recorder, "before", before);
    arrival.server = server;
    arrival.via = via;
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
  keep(made: Receipt): void {
    if (this.#page.event !== made.event) this.#turnTo(made.event);
    const page = this.#page;
    const isFull = page.count === standingsMax;
    made.other = isFull ? undefined : page.first;
    this.#knowledge.giveRow(made.event);
    page.first = made;
    page.count = isFull ? 1 : page.count + 1;
  }

  #turnTo(event: EventIndex): void {
    const place = event & (eventsMax - 1);
    while (this.#pages.length <= place) this.#pages.push(new Page());
    this.#page = this.#pages[place];
    if (this.#page.event !== event) this.#page.turnTo(event);
  }

  #lookUp(page: Page): void {
    const { event } = page;
    const { graph } = this.#shared;
    page.row = undefined;
    const row = this.#knowledge.ownRow(event);
    if (row === undefined) return;
    const prevs = this.#rows(graph.prevCount(event), (n) => graph.prev(event, n));
    const auths = prevs && this.#rows(graph.authCount(event), (n) => graph.auth(event, n));
    if (prevs === undefined || auths === undefined) return;
    page.prevs = prevs;
    page.auths = auths;
    page.row = row;
    page.version = this.#knowledge.version;
  }

  /** The rows of events, but for those that everybody accepted; undefined if one has none. */
  #rows(count: number, nth: (n: number) => EventIndex): readonly Uint8Array[] | undefined {
    const rows: Uint8Array[] = [];
    for (let n = 0; n < count; n++) {
      const event = nth(n);
      if (this.#knowledge.isEverybodys(event)) continue;
      const row = this.#knowledge.ownRow(event);
      if (row === undefined) return undefined;
      rows.push(row);
    }
    return rows;
  }
}
