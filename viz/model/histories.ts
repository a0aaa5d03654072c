// Values that change over time, one series per (server, room): the current state, the forward
// extremities. "What was it at time T" is a binary search.
import { countUpTo } from "./arrivals.ts";

/** One series: `values[i]` holds from `times[i]` on. */
export interface History<T> {
  readonly times: readonly number[];
  readonly values: readonly T[];
}

interface Place {
  readonly atMs: number;
  readonly server: number;
  readonly room: number;
}

/** Collects values; those of one series must come in order of time, as a trace's records do. */
export class HistoryBuilder<T> {
  private readonly series: { times: number[]; values: T[] }[];
  private readonly rooms: number;

  constructor(servers: number, rooms: number) {
    this.rooms = rooms;
    this.series = Array.from({ length: servers * rooms }, () => ({ times: [], values: [] }));
  }

  add({ atMs, server, room }: Place, value: T): void {
    const { times, values } = this.series[server * this.rooms + room];
    const last = times.length - 1;
    if (last >= 0 && times[last] >= atMs) values[last] = value;
    else {
      times.push(atMs);
      values.push(value);
    }
  }

  finish(): Histories<T> {
    return new Histories(this.series, this.rooms);
  }
}

export class Histories<T> {
  private readonly series: readonly History<T>[];
  private readonly rooms: number;

  constructor(series: readonly History<T>[], rooms: number) {
    this.series = series;
    this.rooms = rooms;
  }

  /** The whole series of a server in a room. */
  of(server: number, room: number): History<T> {
    return this.series[server * this.rooms + room] ?? { times: [], values: [] };
  }

  /** The value at a time, or undefined before the first. */
  at(server: number, room: number, atMs: number): T | undefined {
    const { times, values } = this.of(server, room);
    return values[countUpTo(times, atMs) - 1];
  }
}
