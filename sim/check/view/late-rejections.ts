// Events that a server took as part of a state first, and rejected when it got to know their place: until then it
// went by them. Kept by room-trace.ts, so that what a server did is judged by what it had rejected at the time.
import type { EventIndex } from "../../protocol/room-graph.ts";

/** When servers rejected what they had taken in before, as the number of arrivals that they had had. */
export class LateRejections {
  readonly #ofServer: (Map<EventIndex, number> | undefined)[] = [];

  /** The server rejected the event at its n-th arrival, and had it otherwise before. */
  note(server: number, event: EventIndex, n: number): void {
    (this.#ofServer[server] ??= new Map()).set(event, n);
  }

  /** How many such events the server had rejected before its n-th arrival: 0 for nearly all servers, always. */
  countBefore(server: number, n: number): number {
    let count = 0;
    for (const at of this.#ofServer[server]?.values() ?? []) if (at < n) count++;
    return count;
  }

  /** True if the server rejects the event, but had not yet before its n-th arrival. */
  isStillToCome(server: number, event: EventIndex, n: number): boolean {
    return (this.#ofServer[server]?.get(event) ?? -1) >= n;
  }

  /** True if the server has any. */
  has(server: number): boolean {
    return this.#ofServer[server] !== undefined;
  }
}
