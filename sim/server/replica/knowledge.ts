// Who knows which event, and with what verdict: one row an event, one byte a server. A delivery to
// ten thousand servers walks a few rows that fit a processor's cache, where a table per server
// would touch ten thousand far places. A row that says the same of everybody is shared until
// somebody differs, and an event that one server alone knows needs none: a hundred thousand servers
// that join one after another would make rows of ten gigabytes.
import type { EventIndex } from "../../protocol/room-graph.ts";
import { verdict, type Verdict } from "../verdict.ts";

const verdictBits = 3;
const verdictMask = (1 << verdictBits) - 1;
/** In a row, beside a verdict: see `setApart`. */
const apart = 1 << verdictBits;

export class Knowledge {
  /** Grows whenever an event gets another row in place of one that it had. */
  version = 0;
  readonly #servers: number;
  readonly #rows: (Uint8Array | undefined)[] = [];
  /** Of an event without a row: who alone knows it, with the verdict in the low bits; -1: nobody. */
  readonly #alone: number[] = [];
  /** The row of events that every server accepted; written by nobody. */
  #everybody: Uint8Array | undefined;

  /** @param servers how many servers the run has */
  constructor(servers: number) {
    this.#servers = servers;
  }

  get(event: EventIndex, server: number): Verdict {
    const row = this.#rows[event];
    if (row !== undefined) return (row[server] & verdictMask) as Verdict;
    const alone = this.#alone[event] ?? -1;
    return alone >> verdictBits === server ? ((alone & verdictMask) as Verdict) : verdict.unknown;
  }

  set(event: EventIndex, server: number, value: Verdict): void {
    let row = this.#rows[event];
    if (row === undefined) {
      const alone = this.#alone[event] ?? -1;
      if (alone < 0 || alone >> verdictBits === server) {
        while (this.#alone.length < event) this.#alone.push(-1);
        this.#alone[event] = (server << verdictBits) | value;
        return;
      }
      row = this.#makeOwnRow(event);
    } else if (row === this.#everybody) {
      if (row[server] === value) return;
      row = this.#makeOwnRow(event);
    }
    row[server] = value;
  }

  /** Gives an event a row that it alone has: more than one server will hear of it. */
  giveRow(event: EventIndex): void {
    if (this.#rows[event] === undefined) this.#makeOwnRow(event);
  }

  /** The event will not come to the server as to others, who may know it as little; until it comes. */
  setApart(event: EventIndex, server: number): void {
    const row = this.ownRow(event) ?? this.#makeOwnRow(event);
    row[server] |= apart;
  }

  #makeOwnRow(event: EventIndex): Uint8Array {
    const row = this.#rows[event]?.slice() ?? new Uint8Array(this.#servers);
    const alone = this.#alone[event] ?? -1;
    if (this.#rows[event] === undefined && alone >= 0) {
      row[alone >> verdictBits] = alone & verdictMask;
    }
    this.#keep(event, row);
    return row;
  }

  /**
   * The row that an event alone has, by server: a verdict, or what is none where the event is set apart.
   * Undefined if there is no such row.
   */
  ownRow(event: EventIndex): Uint8Array | undefined {
    const row = this.#rows[event];
    return row === this.#everybody ? undefined : row;
  }

  /** True if it is known without a look at its row that every server accepted the event. */
  isEverybodys(event: EventIndex): boolean {
    return this.#everybody !== undefined && this.#rows[event] === this.#everybody;
  }

  #keep(event: EventIndex, row: Uint8Array): void {
    if (this.#rows[event] !== undefined) this.version++;
    while (this.#rows.length < event) this.#rows.push(undefined);
    this.#rows[event] = row;
  }

  /** Every server accepted the event: rooms that are there before the story. */
  setForAll(event: EventIndex): void {
    this.#everybody ??= new Uint8Array(this.#servers).fill(verdict.accepted);
    this.#keep(event, this.#everybody);
  }
}
