// Collects arrivals as they are told, and sorts them into the columns that arrivals.ts reads.
import type { ArriveRecord, Reason } from "../../sim/trace/records.ts";
import { lostWord, noted, ways, words } from "./arrival-words.ts";
import { Growing } from "./growing.ts";
import type { Columns } from "./table.ts";

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
  /** Bits of `noted` by the place of the record; few have any. */
  private readonly notes = new Map<number, number>();
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
    const notes =
      (record.redacted === true ? noted.redacted : 0) +
      (record.policySignature === undefined ? 0 : noted.signedOnRequest);
    if (notes > 0) this.notes.set(this.events.length - 1, notes);
  }

  /** A server lost an event that it had stored. */
  lose({ server, atMs }: { readonly server: number; readonly atMs: number }, event: number): void {
    this.events.push(event);
    this.servers.push(server);
    this.times.push(atMs);
    this.vias.push(ways.indexOf("own"));
    this.verdicts.push(lostWord);
    for (const column of [this.befores, this.afters, this.whys]) column.push(none);
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
    this.gatherNotes(order, into);
  }

  /** The entries of which something is noted, and what. */
  private gatherNotes(order: Int32Array, into: Columns): void {
    const entries = this.notes.size === 0 ? [] : [...order.keys()];
    const found = entries.filter((entry) => this.notes.has(order[entry]));
    into["arrivals.noted"] = Int32Array.from(found);
    into["arrivals.notes"] = Uint8Array.from(found, (entry) => this.notes.get(order[entry]) ?? 0);
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
