// Forward extremities over time. A server's set changes by an event or two at a time and may be
// large, so what is kept is the change; every so often the whole set stands in its place, so that
// the set at any time takes few steps to work out.
import { countUpTo } from "./arrivals.ts";
import type { Columns, Numbers } from "./table.ts";

/** One in this many entries of a series is a whole set. */
const wholeEvery = 64;

interface Place {
  readonly atMs: number;
  readonly server: number;
  readonly room: number;
}
interface Series {
  readonly times: number[];
  /** Twice the index of each event that came or went, plus one for those that went. */
  readonly changes: (readonly number[])[];
  set: readonly number[];
}

/** Collects sets; those of one series must come in order of time, as a trace's records do. */
export class ExtremityBuilder {
  private readonly series: Series[];
  private readonly rooms: number;

  constructor(servers: number, rooms: number) {
    this.rooms = rooms;
    this.series = Array.from({ length: servers * rooms }, () => ({
      ...{ times: [], changes: [], set: [] },
    }));
  }

  add({ atMs, server, room }: Place, set: readonly number[]): void {
    const series = this.series[server * this.rooms + room];
    const whole = series.times.length % wholeEvery === 0;
    series.changes.push(changeOf(whole ? [] : series.set, set));
    series.times.push(atMs);
    series.set = set;
  }

  finish(into: Columns): void {
    const ends = [0];
    const changeEnds = [0];
    const changes: number[] = [];
    for (const series of this.series) {
      ends.push(ends[ends.length - 1] + series.times.length);
      for (const change of series.changes) {
        for (const each of change) changes.push(each);
        changeEnds.push(changes.length);
      }
    }
    into["tips.at"] = Int32Array.from(ends);
    into["tips.times"] = Float64Array.from(this.series.flatMap(({ times }) => times));
    into["tips.changes"] = Int32Array.from(changes);
    into["tips.changes.at"] = Int32Array.from(changeEnds);
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
