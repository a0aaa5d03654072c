// What became of every PDU: sent, accepted or refused, visible or not. It knows how many of a room
// are outstanding, that is accepted and not yet visible, on which flow control rests.
import { Histogram } from "../driver/histogram.ts";

/** What is known of one PDU. Times by `performance.now()`. */
interface Entry {
  readonly roomId: string;
  readonly dueMs: number;
  seenMs: number | undefined;
  state: "sent" | "accepted" | "refused" | "lost";
}

const earlyMax = 100_000;

export class Ledger {
  readonly #entries = new Map<string, Entry>();
  /** Seen before their sending was told. */
  readonly #early = new Map<string, number>();
  readonly #outstanding = new Map<string, number>();
  /** From when the transaction was due to when the event was seen by a user. */
  readonly visible = new Histogram();
  /** The same, of rooms with origins that do not behave well, and of all others. */
  readonly visibleWithOdd = new Histogram();
  readonly visibleElsewhere = new Histogram();
  readonly refusals = new Map<string, number>();
  #rowVisible = new Histogram(2);
  #visibleCount = 0;
  #acceptedCount = 0;
  #outstandingTotal = 0;
  outstandingMax = 0;
  readonly #oddRooms: ReadonlySet<string>;

  /** @param oddRooms rooms into which an origin sends that does not behave well */
  constructor(oddRooms: ReadonlySet<string> = new Set()) {
    this.#oddRooms = oddRooms;
  }

  /** PDUs go out; said twice it counts once. They may have been seen already, where the news of their going is late. */
  sent(ids: readonly string[], { roomId, dueMs }: { roomId: string; dueMs: number }): void {
    for (const id of ids) {
      if (this.#entries.has(id)) continue;
      this.#entries.set(id, { roomId, dueMs, seenMs: undefined, state: "sent" });
      this.#count(roomId, 1);
      const early = this.#early.get(id);
      if (early === undefined) continue;
      this.#early.delete(id);
      this.seen(id, early);
    }
  }

  /** The answer to a transaction; `undefined`: there was none, or it was refused as a whole. */
  answered(ids: readonly string[], pdus: Readonly<Record<string, unknown>> | undefined): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry === undefined || entry.state !== "sent") continue;
      const said = pdus?.[id];
      const error =
        pdus === undefined ? "not delivered" : said === undefined ? "left out" : errorOf(said);
      if (error === undefined) {
        entry.state = "accepted";
        this.#acceptedCount++;
        continue;
      }
      entry.state = pdus === undefined ? "lost" : "refused";
      this.refusals.set(error, (this.refusals.get(error) ?? 0) + 1);
      if (entry.seenMs === undefined) this.#count(entry.roomId, -1);
    }
  }

  /** An event was seen; events that nobody here has sent change nothing. */
  seen(id: string, atMs: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      if (this.#early.size < earlyMax) this.#early.set(id, atMs);
      return;
    }
    if (entry.seenMs !== undefined) return;
    entry.seenMs = atMs;
    this.#visibleCount++;
    this.visible.record(atMs - entry.dueMs);
    this.#rowVisible.record(atMs - entry.dueMs);
    const apart = this.#oddRooms.has(entry.roomId) ? this.visibleWithOdd : this.visibleElsewhere;
    apart.record(atMs - entry.dueMs);
    if (entry.state === "sent" || entry.state === "accepted") this.#count(entry.roomId, -1);
  }

  /** PDUs of a room that are on their way or accepted, and not visible. */
  outstanding(roomId: string): number {
    return this.#outstanding.get(roomId) ?? 0;
  }

  get outstandingTotal(): number {
    return this.#outstandingTotal;
  }
  get total(): number {
    return this.#entries.size;
  }
  get acceptedCount(): number {
    return this.#acceptedCount;
  }
  get visibleCount(): number {
    return this.#visibleCount;
  }

  /** Times to visibility since the last row, and begins the next. */
  endRow(): Histogram {
    const row = this.#rowVisible;
    this.#rowVisible = new Histogram(2);
    return row;
  }

  /** Accepted and never seen. */
  unseen(): { id: string; roomId: string }[] {
    return [...this.#entries]
      .filter(([, { state, seenMs }]) => state === "accepted" && seenMs === undefined)
      .map(([id, { roomId }]) => ({ id, roomId }));
  }

  #count(roomId: string, by: number): void {
    const now = this.outstanding(roomId) + by;
    this.#outstanding.set(roomId, now);
    this.#outstandingTotal += by;
    this.outstandingMax = Math.max(this.outstandingMax, now);
  }
}

/** `{}` is yes, `{"error": …}` is no. IDs and names are taken out, so that equal reasons count. */
function errorOf(said: unknown): string | undefined {
  if (typeof said !== "object" || said === null || !("error" in said)) return undefined;
  return String(said.error)
    .replace(/\$[\w-]{43}/g, "$…")
    .slice(0, 120);
}
