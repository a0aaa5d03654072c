// Forward extremities over time. A server's set changes by an event or two at a time and may be
// large, so what is kept is the change; every so often the whole set stands in its place, so that
// the set at any time takes few steps to work out.
import { countUpTo } from "./arrivals.ts";
import { Growing } from "./growing.ts";
import type { Columns, Numbers } from "./table.ts";

/** One in this many entries of a series is a whole set. */
const wholeEvery = 64;

interface Place {
  readonly atMs: number;
  readonly server: number;
  readonly room: number;
}
interface Series {
  readonly times: Growing<Float64Array>;
  /** Twice the index of each event that came or went, plus one for those that went. */
  readonly changes: Growing<Int32Array>;
  /** Where the changes of each time end. */
  readonly ends: Growing<Int32Array>;
  set: readonly number[];
}

/** Collects sets; those of one series must come in order of time, as a trace's records do. */
export class ExtremityBuilder {
  private readonly series: Series[];
  private readonly rooms: number;

  constructor(servers: number, rooms: number) {
    this.rooms = rooms;
    this.series = Array.from({ length: servers * rooms }, () => ({
      ...{ times: Growing.floats(), changes: Growing.ints(), ends: Growing.ints(), set: [] },
    }));
  }

  add({ atMs, server, room }: Place, set: readonly number[]): void {
    const series = this.series[server * this.rooms + room];
    const whole = series.times.length % wholeEvery === 0;
    for (const change of changeOf(whole ? [] : series.set, set)) series.changes.push(change);
    series.ends.push(series.changes.length);
    series.times.push(atMs);
    series.set = set;
  }

  finish(into: Columns): void {
    const { series } = this;
    const count = series.reduce((sum, { times }) => sum + times.length, 0);
    const changeCount = series.reduce((sum, { changes }) => sum + changes.length, 0);
    const [times, changes] = [new Float64Array(count), new Int32Array(changeCount)];
    const [starts, changeStarts] = [new Int32Array(series.length + 1), new Int32Array(count + 1)];
    series.forEach((each, at) => {
      const [entry, change] = [starts[at], changeStarts[starts[at]]];
      times.set(each.times.view(), entry);
      changes.set(each.changes.view(), change);
      each.ends.view().forEach((end, i) => (changeStarts[entry + i + 1] = change + end));
      starts[at + 1] = entry + each.times.length;
    });
    into["tips.at"] = starts;
    into["tips.times"] = times;
    into["tips.changes"] = changes;
    into["tips.changes.at"] = changeStarts;
  }
}

function changeOf(before: readonly number[], after: readonly number[]): number[] {
  const old = new Set(before);
  const now = new Set(after);
  return [
    ...before.filter((event) => !now.has(event)).map((event) => 2 * event + 1),
    ...after.filter((event) => !old.has(event)).map((event) => 2 * event),
  ];
}

/** The finished series. */
export class Extremities {
  private readonly starts: Numbers;
  private readonly times: Numbers;
  private readonly changes: Numbers;
  private readonly changeStarts: Numbers;
  private readonly rooms: number;

  constructor(columns: Columns, rooms: number) {
    this.starts = columns["tips.at"];
    this.times = columns["tips.times"];
    this.changes = columns["tips.changes"];
    this.changeStarts = columns["tips.changes.at"];
    this.rooms = rooms;
  }

  /** The extremities of a server in a room at a time, ascending; undefined before the first. */
  at(server: number, room: number, atMs: number): readonly number[] | undefined {
    const series = server * this.rooms + room;
    if (room >= this.rooms || series + 1 >= this.starts.length) return undefined;
    const first = this.starts[series];
    const times = this.times.subarray(first, this.starts[series + 1]);
    const last = countUpTo(times, atMs) - 1;
    if (last < 0) return undefined;
    const set = new Set<number>();
    for (let at = last - (last % wholeEvery); at <= last; at++) {
      const entry = first + at;
      for (let i = this.changeStarts[entry]; i < this.changeStarts[entry + 1]; i++) {
        const change = this.changes[i];
        if ((change & 1) === 0) set.add(change >> 1);
        else set.delete(change >> 1);
      }
    }
    return [...set].sort((a, b) => a - b);
  }
}
