// Every arrival of every event at every server, in typed arrays sorted by (event, server, time), so
// that "what had server S made of event E by time T" is a binary search and memory stays flat.
import type { ArrivalWay, ArriveRecord, EventVerdict, Reason } from "../../sim/trace/records.ts";
import type { Arrival } from "./model.ts";

const ways: readonly ArrivalWay[] = ["own", "send", "backfill", "missing", "state", "join"];
const words: readonly EventVerdict[] = [
  "dropped",
  "outlier",
  "accepted",
  "soft-failed",
  "rejected",
];
const none = -1;

/** Collects arrivals in any order. */
export class ArrivalBuilder {
  private readonly list: ArriveRecord[] = [];

  add(record: ArriveRecord): void {
    this.list.push(record);
  }

  finish(eventCount: number, serverCount: number): Arrivals {
    return new Arrivals(this.list, { eventCount, serverCount });
  }
}

/** The finished table. An *entry* is a row number in it. */
export class Arrivals {
  readonly count: number;
  private readonly server: Int32Array;
  private readonly event: Int32Array;
  private readonly time: Float64Array;
  private readonly via: Uint8Array;
  private readonly verdict: Uint8Array;
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private readonly why = new Map<number, Reason>();
  private readonly offsets: Int32Array;
  /** By server: times at which it first got to know an event (not dropped), ascending. */
  private readonly firstTimes: readonly Float64Array[];
  private readonly refusals: ReadonlyMap<number, number[]>;

  constructor(
    records: readonly ArriveRecord[],
    { eventCount, serverCount }: { eventCount: number; serverCount: number },
  ) {
    const order = records.map((_, place) => place);
    // Array.sort is stable, so arrivals of the same instant keep the order of the trace.
    order.sort((a, b) => {
      const x = records[a];
      const y = records[b];
      return x.event - y.event || x.server - y.server || x.atMs - y.atMs;
    });
    const column = <T>(read: (record: ArriveRecord) => T) => order.map((at) => read(records[at]));
    this.count = records.length;
    this.server = Int32Array.from(column((record) => record.server));
    this.event = Int32Array.from(column((record) => record.event));
    this.time = Float64Array.from(column((record) => record.atMs));
    this.via = Uint8Array.from(column((record) => ways.indexOf(record.via)));
    this.verdict = Uint8Array.from(column((record) => words.indexOf(record.verdict)));
    this.before = Int32Array.from(column((record) => record.before ?? none));
    this.after = Int32Array.from(column((record) => record.after ?? none));
    order.forEach((at, entry) => {
      const why = records[at].why;
      if (why !== undefined) this.why.set(entry, why);
    });
    this.offsets = new Int32Array(eventCount + 1);
    for (const event of this.event) this.offsets[event + 1] += 1;
    for (let event = 0; event < eventCount; event++) this.offsets[event + 1] += this.offsets[event];
    this.firstTimes = this.collectFirstTimes(serverCount);
    this.refusals = this.collectRefusals();
  }

  /** The entry that holds at `atMs`: the latest arrival up to then, or -1 where there is none. */
  entryAt(server: number, event: number, atMs: number): number {
    let low = this.offsets[event] ?? 0;
    let high = this.offsets[event + 1] ?? low;
    const first = low;
    while (low < high) {
      const middle = (low + high) >> 1;
      const before =
        this.server[middle] < server ||
        (this.server[middle] === server && this.time[middle] <= atMs);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low > first && this.server[low - 1] === server ? low - 1 : none;
  }

  /** What the server had made of the event by `atMs`, or undefined where it had not seen it. */
  verdictAt(server: number, event: number, atMs: number): EventVerdict | undefined {
    const entry = this.entryAt(server, event, atMs);
    return entry < 0 ? undefined : words[this.verdict[entry]];
  }

  /** Verdict of an entry that `entryAt` returned. */
  verdictOf(entry: number): EventVerdict {
    return words[this.verdict[entry]];
  }

  timeOf(entry: number): number {
    return this.time[entry];
  }

  /** All that was recorded of an entry. */
  get(entry: number): Arrival {
    const state = (id: number) => (id === none ? undefined : id);
    return {
      atMs: this.time[entry],
      server: this.server[entry],
      event: this.event[entry],
      via: ways[this.via[entry]],
      verdict: words[this.verdict[entry]],
      before: state(this.before[entry]),
      after: state(this.after[entry]),
      why: this.why.get(entry),
    };
  }

  /** All arrivals of an event, by server and then time. */
  ofEvent(event: number): Arrival[] {
    const found: Arrival[] = [];
    const end = this.offsets[event + 1] ?? 0;
    for (let entry = this.offsets[event] ?? end; entry < end; entry++) found.push(this.get(entry));
    return found;
  }

  /** How many events the server knew at `atMs`. */
  countKnown(server: number, atMs: number): number {
    const times = this.firstTimes[server];
    return times === undefined ? 0 : countUpTo(times, atMs);
  }

  /** Entries of an event that were rejected, soft-failed or dropped, by server and time. */
  refusalsOf(event: number): readonly number[] {
    return this.refusals.get(event) ?? [];
  }

  /** All entries that were rejected, soft-failed or dropped, by event. */
  allRefusals(): number[] {
    return [...this.refusals.values()].flat();
  }

  private collectRefusals(): Map<number, number[]> {
    const found = new Map<number, number[]>();
    for (let entry = 0; entry < this.count; entry++) {
      const word = words[this.verdict[entry]];
      if (word === "accepted" || word === "outlier") continue;
      const list = found.get(this.event[entry]);
      if (list === undefined) found.set(this.event[entry], [entry]);
      else list.push(entry);
    }
    return found;
  }

  private collectFirstTimes(serverCount: number): Float64Array[] {
    const times: number[][] = Array.from({ length: serverCount }, () => []);
    let lastKey = "";
    for (let entry = 0; entry < this.count; entry++) {
      if (words[this.verdict[entry]] === "dropped") continue;
      const key = `${this.event[entry]} ${this.server[entry]}`;
      if (key !== lastKey) times[this.server[entry]].push(this.time[entry]);
      lastKey = key;
    }
    return times.map((list) => Float64Array.from(list).sort());
  }
}

/** How many numbers of an ascending list are at most `limit`. */
export function countUpTo(ascending: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
