// By which dialect of state resolution each server reads the rules: `meta` names the first, and a fault that
// upgrades servers names the next, which holds from there on. Part of trace-view.ts; a resolution names its
// dialect itself.
import type { FaultRecord } from "../../trace/records.ts";

interface Change {
  readonly server: number;
  /** How many arrivals the server had before. */
  readonly after: number;
  readonly dialect: string;
}

/** The dialects of all servers, as a trace tells them. */
export class Dialects {
  readonly #first: readonly string[];
  readonly #changes: Change[] = [];

  /** @param first by server: what it follows when the trace begins */
  constructor(first: readonly string[]) {
    this.#first = first;
  }

  /** Takes in a fault; only those that name a dialect change anything. */
  take({ servers = [], dialect }: FaultRecord, arrivalsOf: (server: number) => number): void {
    if (dialect === undefined) return;
    for (const server of servers) {
      this.#changes.push({ server, dialect, after: arrivalsOf(server) });
    }
  }

  /** What a server followed at its n-th arrival; without `n`, in the end. */
  at(server: number, n = Infinity): string {
    for (let at = this.#changes.length - 1; at >= 0; at--) {
      const change = this.#changes[at];
      if (change.server === server && change.after <= n) return change.dialect;
    }
    return this.#first[server];
  }

  /** All that a server ever followed. */
  allOf(server: number): string[] {
    const later = this.#changes.filter((change) => change.server === server);
    return [this.#first[server], ...later.map(({ dialect }) => dialect)];
  }

  /** True if the server followed more than one. */
  hasChanged(server: number): boolean {
    return this.#changes.some((change) => change.server === server);
  }
}
