// Every arrival of every event at every server, in typed arrays sorted by (event, server, time), so
// that "what had server S made of event E by time T" is a binary search and memory stays flat.
import type { ArrivalWay, ArriveRecord, EventVerdict, Reason } from "../../sim/trace/records.ts";
import { Growing } from "./growing.ts";
import type { Arrival } from "./model.ts";
import type { Columns, Numbers } from "./table.ts";

const ways: readonly ArrivalWay[] = ["own", "send", "backfill", "missing", "state", "join"];
const words: readonly EventVerdict[] = [
  "dropped",
  "outlier",
  "accepted",
  "soft-failed",
  "rejected",
];
const none = -1;

/** Collects arrivals, in any order; those of one server and event by time. */
export class ArrivalBuilder {
  private readonly events = Growing.ints();
  private readonly servers = Growing.ints();
  private readonly times = Growing.floats();
  private readonly vias = Growing.ints();
  private readonly verdicts = Growing.ints();
  private readonly befores = Growing.ints();
  private readonly afters = Growing.ints();
  private readonly whys = Growing.ints();
  private readonly reasons = new Map<string, number>();
  private readonly reasonList: Reason[] = [];

  /** @param event its place among the model's events */
  add(record: ArriveRecord, event: number): void {
    const { server, atMs, via, verdict, before, after, why } = record;
    this.events.push(event);
    this.servers.push(server);
    this.times.push(atMs);
    this.vias.push(ways.indexOf(via));
    this.verdicts.push(words.indexOf(verdict));
    this.befores.push(before ?? none);
    this.afters.push(after ?? none);
    this.whys.push(why === undefined ? none : this.placeOf(why));
  }

  /** The columns, sorted; a reason goes into `reasons`, each once. */
  gather(eventCount: number, reasons: Reason[], into: Columns): void {
    const starts = new Int32Array(eventCount + 1);
    for (const event of this.events.view()) starts[event + 1] += 1;
    for (let event = 0; event < eventCount; event++) starts[event + 1] += starts[event];
    const order = this.sortedByPlace(starts);
    const ints = (from: Growing<Int32Array>) => order.map((at) => from.at(at));
    reasons.push(...this.reasonList);
    into["arrivals.at"] = starts;
    into["arrivals.server"] = ints(this.servers);
    into["arrivals.atMs"] = Float64Array.from(order, (at) => this.times.at(at));
    into["arrivals.via"] = Uint8Array.from(order, (at) => this.vias.at(at));
    into["arrivals.verdict"] = Uint8Array.from(order, (at) => this.verdicts.at(at));
    into["arrivals.before"] = ints(this.befores);
    into["arrivals.after"] = ints(this.afters);
    into["arrivals.why"] = ints(this.whys);
  }

  private placeOf(why: Reason): number {
    const key = JSON.stringify(why);
    const known = this.reasons.get(key);
    if (known !== undefined) return known;
    this.reasons.set(key, this.reasonList.length);
    return this.reasonList.push(why) - 1;
  }

  /** Places of records by event, then server, then time; a trace's order within an instant stays. */
  private sortedByPlace(starts: Int32Array): Int32Array {
    const order = new Int32Array(this.events.length);
    const free = starts.slice();
    this.events.view().forEach((event, at) => {
      const first = starts[event];
      let place = free[event]++;
      // Few arrivals share an event, and they come in order of time: insertion is the fastest sort.
      while (place > first && this.comesAfter(order[place - 1], at)) {
        order[place] = order[place - 1];
        place -= 1;
      }
      order[place] = at;
    });
    return order;
  }

  private comesAfter(a: number, b: number): boolean {
    const { servers, times } = this;
    return (
      servers.at(a) > servers.at(b) ||
      (servers.at(a) === servers.at(b) && times.at(a) > times.at(b))
    );
  }
}

/** The finished table. An *entry* is a row number in it. */
export class Arrivals {
  readonly count: number;
  private readonly server: Numbers;
  private readonly event: Int32Array;
  private readonly time: Numbers;
  private readonly via: Numbers;
  private readonly verdict: Numbers;
  private readonly before: Numbers;
  private readonly after: Numbers;
  private readonly why: Numbers;
  private readonly reasons: readonly Reason[];
  private readonly offsets: Numbers;
  /** By server: times at which it first got to know an event (not dropped), ascending. */
  private firstTimes: { readonly starts: Int32Array; readonly times: Float64Array } | undefined;
  private readonly refusals: ReadonlyMap<number, number[]>;

  constructor(columns: Columns, reasons: readonly Reason[]) {
    this.offsets = columns["arrivals.at"];
    this.server = columns["arrivals.server"];
    this.time = columns["arrivals.atMs"];
    this.via = columns["arrivals.via"];
    this.verdict = columns["arrivals.verdict"];
    this.before = columns["arrivals.before"];
    this.after = columns["arrivals.after"];
    this.why = columns["arrivals.why"];
    this.reasons = reasons;
    this.count = this.server.length;
    this.event = new Int32Array(this.count);
    for (let event = 0; event + 1 < this.offsets.length; event++) {
      this.event.fill(event, this.offsets[event], this.offsets[event + 1]);
    }
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

  viaOf(entry: number): ArrivalWay {
    return ways[this.via[entry]];
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
      why: this.reasons[this.why[entry]],
    };
  }

  /** All arrivals of an event, by server and then time. */
  ofEvent(event: number): Arrival[] {
    const found: Arrival[] = [];
    const end = this.offsets[event + 1] ?? 0;
    for (let entry = this.offsets[event] ?? end; entry < end; entry++) found.push(this.get(entry));
    return found;
  }

  /** Calls back for every arrival, by event, server and time: for those who read them all. */
  forEach(
    visit: (event: number, server: number, verdict: EventVerdict, atMs: number) => void,
  ): void {
    for (let entry = 0; entry < this.count; entry++) {
      const verdict = words[this.verdict[entry]];
      visit(this.event[entry], this.server[entry], verdict, this.time[entry]);
    }
  }

  /** How many events the server knew at `atMs`. */
  countKnown(server: number, atMs: number): number {
    const { starts, times } = (this.firstTimes ??= this.collectFirstTimes());
    if (server + 1 >= starts.length) return 0;
    return countUpTo(times.subarray(starts[server], starts[server + 1]), atMs);
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
      const verdict = this.verdict[entry];
      if (verdict === acceptedWord || verdict === outlierWord) continue;
      const list = found.get(this.event[entry]);
      if (list === undefined) found.set(this.event[entry], [entry]);
      else list.push(entry);
    }
    return found;
  }

  /** One pass for all servers: with ten thousand of them one for each would take for ever. */
  private collectFirstTimes() {
    let servers = 0;
    for (const server of this.server) servers = Math.max(servers, server + 1);
    const starts = new Int32Array(servers + 1);
    const isFirst = new Uint8Array(this.count);
    let [lastEvent, lastServer] = [none, none];
    for (let entry = 0; entry < this.count; entry++) {
      if (this.verdict[entry] === droppedWord) continue;
      const [event, server] = [this.event[entry], this.server[entry]];
      if (event === lastEvent && server === lastServer) continue;
      [lastEvent, lastServer] = [event, server];
      isFirst[entry] = 1;
      starts[server + 1] += 1;
    }
    for (let server = 0; server < servers; server++) starts[server + 1] += starts[server];
    const times = new Float64Array(starts[servers]);
    const free = starts.slice();
    for (let entry = 0; entry < this.count; entry++) {
      if (isFirst[entry] === 1) times[free[this.server[entry]]++] = this.time[entry];
    }
    for (let server = 0; server < servers; server++) {
      times.subarray(starts[server], starts[server + 1]).sort();
    }
    return { starts, times };
  }
}

const droppedWord = words.indexOf("dropped");
const outlierWord = words.indexOf("outlier");
const acceptedWord = words.indexOf("accepted");

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
