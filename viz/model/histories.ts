// Numbers that change over time, one series per (server, room): the current state, the forward
// extremities. "What was it at time T" is a binary search.
import { countUpTo } from "./arrivals.ts";
import type { Columns, Numbers } from "./table.ts";

/** One series: `values[i]` holds from `times[i]` on. */
export interface History {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

interface Place {
  readonly atMs: number;
  readonly server: number;
  readonly room: number;
}

/** Collects values; those of one series must come in order of time, as a trace's records do. */
export class HistoryBuilder {
  private readonly series: { times: number[]; values: number[] }[];
  private readonly rooms: number;

  constructor(servers: number, rooms: number) {
    this.rooms = rooms;
    this.series = Array.from({ length: servers * rooms }, () => ({ times: [], values: [] }));
  }

  add({ atMs, server, room }: Place, value: number): void {
    const { times, values } = this.series[server * this.rooms + room];
    const last = times.length - 1;
    if (last >= 0 && values[last] === value) return;
    if (last >= 0 && times[last] >= atMs) values[last] = value;
    else {
      times.push(atMs);
      values.push(value);
    }
  }

  /** The columns, each under `PREFIX.NAME`. */
  finish(prefix: string, into: Columns): void {
    const ends = [0];
    for (const { times } of this.series) ends.push(ends[ends.length - 1] + times.length);
    into[`${prefix}.at`] = Int32Array.from(ends);
    into[`${prefix}.times`] = Float64Array.from(this.series.flatMap(({ times }) => times));
    into[`${prefix}.values`] = Int32Array.from(this.series.flatMap(({ values }) => values));
  }
}

export class Histories {
  private readonly starts: Numbers;
  private readonly times: Numbers;
  private readonly values: Numbers;
  private readonly rooms: number;

  constructor(columns: Columns, prefix: string, rooms: number) {
    this.starts = columns[`${prefix}.at`];
    this.times = columns[`${prefix}.times`];
    this.values = columns[`${prefix}.values`];
    this.rooms = rooms;
  }

  /** The whole series of a server in a room. */
  of(server: number, room: number): History {
    const series = server * this.rooms + room;
    if (room >= this.rooms || series + 1 >= this.starts.length) return { times: [], values: [] };
    const [start, end] = [this.starts[series], this.starts[series + 1]];
    return { times: this.times.subarray(start, end), values: this.values.subarray(start, end) };
  }

  /** The value at a time, or undefined before the first. */
  at(server: number, room: number, atMs: number): number | undefined {
    const { times, values } = this.of(server, room);
    return values[countUpTo(times, atMs) - 1];
  }
}
