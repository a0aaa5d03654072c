// Who knows which event, and with what verdict: one row an event, one byte a server. A delivery to
// ten thousand servers walks a few rows that fit a processor's cache, where a table per server
// would touch ten thousand far places. A row that says the same of everybody is shared until
// somebody differs.
import type { EventIndex } from "../protocol/room-graph.ts";
import { verdict, type Verdict } from "./ports.ts";

export class Knowledge {
  readonly #servers: number;
  readonly #rows: (Uint8Array | undefined)[] = [];
  /** The row of events that every server accepted; written by nobody. */
  #everybody: Uint8Array | undefined;

  /** @param servers how many servers the run has */
  constructor(servers: number) {
    this.#servers = servers;
  }

  get(event: EventIndex, server: number): Verdict {
    const row = this.#rows[event];
    return row === undefined ? verdict.unknown : (row[server] as Verdict);
  }

  set(event: EventIndex, server: number, value: Verdict): void {
    let row = this.#rows[event];
    if (row === undefined || row === this.#everybody) {
      if (row !== undefined && row[server] === value) return;
      row = row === undefined ? new Uint8Array(this.#servers) : row.slice();
      while (this.#rows.length < event) this.#rows.push(undefined);
      this.#rows[event] = row;
    }
    row[server] = value;
  }

  /** Every server accepted the event: rooms that are there before the story. */
  setForAll(event: EventIndex): void {
    this.#everybody ??= new Uint8Array(this.#servers).fill(verdict.accepted);
    while (this.#rows.length < event) this.#rows.push(undefined);
    this.#rows[event] = this.#everybody;
  }
}
