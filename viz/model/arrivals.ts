// Every arrival of every event at every server, in typed arrays sorted by (event, server, time), so
// that "what had server S made of event E by time T" is a binary search and memory stays flat.
import type { ArrivalWay, EventVerdict, Reason } from "../../sim/trace/records.ts";
import { lostWord, noted, ways, words } from "./arrival-words.ts";
import type { Columns, Numbers } from "./table.ts";

export interface Arrival {
  readonly atMs: number;
  readonly server: number;
  readonly event: number;
  readonly via: ArrivalWay;
  readonly verdict: EventVerdict;
  /** True where it is none: the server lost the event with what it had stored. */
  readonly lost: boolean;
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly why: Reason | undefined;
  /** The server got the event in its redacted form only. */
  readonly redacted: boolean;
  /** The event lacked the policy server's signature, and the server got it when it asked. */
  readonly signedOnRequest: boolean;
}

const none = -1;

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
  /** Bits of `noted` by entry, where there are any. */
  private readonly notes = new Map<number, number>();
  private readonly offsets: Numbers;
  /** By server: times at which it got to know an event (not dropped), ascending. */
  private gains: Times | undefined;
  /** By server: times at which it lost one, ascending. */
  private losses: Times | undefined;
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
    const notes = columns["arrivals.notes"];
    columns["arrivals.noted"].forEach((entry, at) => this.notes.set(entry, notes[at]));
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

  /** True if any server got any event in its redacted form. */
  get hasRedacted(): boolean {
    for (const notes of this.notes.values()) if ((notes & noted.redacted) !== 0) return true;
    return false;
  }

  /** True where the server had the event in its redacted form only by `atMs`. */
  isRedactedAt(server: number, event: number, atMs: number): boolean {
    const notes = this.notes.get(this.entryAt(server, event, atMs)) ?? 0;
    return (notes & noted.redacted) !== 0;
  }

  /** True for an entry that tells of a loss. */
  isLoss(entry: number): boolean {
    return this.verdict[entry] === lostWord;
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
    const notes = this.notes.get(entry) ?? 0;
    return {
      atMs: this.time[entry],
      server: this.server[entry],
      event: this.event[entry],
      via: ways[this.via[entry]],
      verdict: words[this.verdict[entry]],
      lost: this.verdict[entry] === lostWord,
      before: state(this.before[entry]),
      after: state(this.after[entry]),
      why: this.reasons[this.why[entry]],
      redacted: (notes & noted.redacted) !== 0,
      signedOnRequest: (notes & noted.signedOnRequest) !== 0,
    };
  }

  /** Entries of an event of which something is noted. */
  notedOf(event: number): number[] {
    if (this.notes.size === 0) return [];
    const found: number[] = [];
    const end = this.offsets[event + 1] ?? 0;
    for (let entry = this.offsets[event] ?? end; entry < end; entry++) {
      if (this.notes.has(entry)) found.push(entry);
    }
    return found;
  }

  /** Calls back for each server that has an entry of the event by `atMs`, with its latest. */
  eachStanding(event: number, atMs: number, visit: (server: number, entry: number) => void): void {
    const end = this.offsets[event + 1] ?? 0;
    for (let entry = this.offsets[event] ?? end; entry < end; entry++) {
      if (this.time[entry] > atMs) continue;
      const next = entry + 1;
      const newer = next < end && this.server[next] === this.server[entry];
      if (newer && this.time[next] <= atMs) continue;
      visit(this.server[entry], entry);
    }
  }

  /** All arrivals of an event, by server and then time. */
  ofEvent(event: number): Arrival[] {
    const found: Arrival[] = [];
    const end = this.offsets[event + 1] ?? 0;
    for (let entry = this.offsets[event] ?? end; entry < end; entry++) found.push(this.get(entry));
    return found;
  }

  /** Calls back for every arrival, by event, server and time: for those who read them all. Losses are none. */
  forEach(
    visit: (event: number, server: number, verdict: EventVerdict, atMs: number) => void,
  ): void {
    for (let entry = 0; entry < this.count; entry++) {
      if (this.verdict[entry] === lostWord) continue;
      const verdict = words[this.verdict[entry]];
      visit(this.event[entry], this.server[entry], verdict, this.time[entry]);
    }
  }

  /** How many events the server knew at `atMs`. */
  countKnown(server: number, atMs: number): number {
    this.gains ??= this.timesOf((entry) => this.isKnown(entry) && !this.wasKnown(entry));
    this.losses ??= this.timesOf(
      (entry) => this.verdict[entry] === lostWord && this.wasKnown(entry),
    );
    return countBy(this.gains, server, atMs) - countBy(this.losses, server, atMs);
  }

  private isKnown(entry: number): boolean {
    return this.verdict[entry] !== droppedWord && this.verdict[entry] !== lostWord;
  }

  /** True where the server had the event before that entry; what it dropped changes nothing. */
  private wasKnown(entry: number): boolean {
    let at = entry - 1;
    const same = () =>
      this.event[at] === this.event[entry] && this.server[at] === this.server[entry];
    while (same() && this.verdict[at] === droppedWord) at -= 1;
    return same() && this.isKnown(at);
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
      if (verdict === acceptedWord || verdict === outlierWord || verdict === lostWord) continue;
      const list = found.get(this.event[entry]);
      if (list === undefined) found.set(this.event[entry], [entry]);
      else list.push(entry);
    }
    return found;
  }

  /** One pass for all servers: with ten thousand of them one for each would take for ever. */
  private timesOf(counts: (entry: number) => boolean): Times {
    let servers = 0;
    for (const server of this.server) servers = Math.max(servers, server + 1);
    const starts = new Int32Array(servers + 1);
    const isFirst = new Uint8Array(this.count);
    for (let entry = 0; entry < this.count; entry++) {
      if (!counts(entry)) continue;
      isFirst[entry] = 1;
      starts[this.server[entry] + 1] += 1;
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

/** Times by server: those of server `s` are `times[starts[s]]` … */
interface Times {
  readonly starts: Int32Array;
  readonly times: Float64Array;
}

function countBy({ starts, times }: Times, server: number, atMs: number): number {
  if (server + 1 >= starts.length) return 0;
  return countUpTo(times.subarray(starts[server], starts[server + 1]), atMs);
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
