// How late events come from one server to another, over the whole run: a matrix of delays between the
// servers that there is room for, and what became of requests between them. Delays are counted in
// steps that grow with them, so what is told of them is right to a tenth.
import type { Model } from "./model.ts";

/** What came from one server to another. */
export interface PairDelays {
  readonly from: number;
  readonly to: number;
  /** Events of the first that the second took in. */
  readonly events: number;
  /** Milliseconds from the making to the taking in: half of the events came within the first. */
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Requests from the first to the second that did not get through. */
  readonly failed: number;
}

export interface Delays {
  /** The servers of the matrix: all, or those to which events come latest. */
  readonly servers: readonly number[];
  readonly leftOut: number;
  /** By maker, then by taker, in the order of `servers`; undefined where nothing was sent. */
  readonly pairs: readonly (readonly (PairDelays | undefined)[])[];
}

/** More servers than this are no matrix that one could read. */
const matrixMax = 24;

/** Steps of delays: so many for each doubling. */
const stepsPerDouble = 8;
const stepCount = stepsPerDouble * 44;

/** All delays of a room. O(arrivals + requests). */
export function delaysOf(model: Model, room: number, most = matrixMax): Delays {
  const servers = latestServers(model, room, most);
  const placeOf = new Map(servers.map((server, place) => [server, place]));
  const drafts = servers.map(() => servers.map(() => new Draft()));
  eachFirst(model, room, (from, to, delayMs) => {
    const [a, b] = [placeOf.get(from), placeOf.get(to)];
    if (a !== undefined && b !== undefined) drafts[a][b].add(delayMs);
  });
  const { columns, texts } = model.data;
  const [from, to, result] = [columns["net.from"], columns["net.to"], columns["net.result"]];
  for (let at = 0; at < from.length; at++) {
    const [a, b] = [placeOf.get(from[at]), placeOf.get(to[at])];
    if (a === undefined || b === undefined || texts[result[at]] === "delivered") continue;
    drafts[a][b].failed += 1;
  }
  const pairs = drafts.map((row, a) =>
    row.map((draft, b) => (a === b ? undefined : draft.pair(servers[a], servers[b]))),
  );
  return { servers, leftOut: model.meta.servers.length - servers.length, pairs };
}

/** The servers to which events come latest in the mean, in the order of the trace. */
function latestServers(model: Model, room: number, most: number): number[] {
  const count = model.meta.servers.length;
  const all = Array.from({ length: count }, (_, server) => server);
  if (count <= most) return all;
  const [sums, events] = [new Float64Array(count), new Float64Array(count)];
  eachFirst(model, room, (_from, to, delayMs) => {
    sums[to] += delayMs;
    events[to] += 1;
  });
  const mean = (server: number) => sums[server] / Math.max(1, events[server]);
  return all
    .sort((a, b) => mean(b) - mean(a) || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** Calls back for the first time that a server took in an event of another. */
function eachFirst(
  model: Model,
  room: number,
  visit: (from: number, to: number, delayMs: number) => void,
): void {
  const { columns } = model.data;
  const [rooms, makers, made] = [
    ...[columns["events.room"], columns["events.server"], columns["events.atMs"]],
  ];
  let [lastEvent, lastServer] = [-1, -1];
  model.arrivals.forEach((event, server, verdict, atMs) => {
    const again = event === lastEvent && server === lastServer;
    if (again || verdict === "dropped" || rooms[event] !== room) return;
    [lastEvent, lastServer] = [event, server];
    if (server !== makers[event]) visit(makers[event], server, Math.max(0, atMs - made[event]));
  });
}

class Draft {
  failed = 0;
  private events = 0;
  private maxMs = 0;
  private readonly steps = new Map<number, number>();

  add(delayMs: number): void {
    const step = Math.min(stepCount, Math.round(Math.log2(delayMs + 1) * stepsPerDouble));
    this.steps.set(step, (this.steps.get(step) ?? 0) + 1);
    this.events += 1;
    this.maxMs = Math.max(this.maxMs, delayMs);
  }

  pair(from: number, to: number): PairDelays | undefined {
    const { events, failed, maxMs } = this;
    if (events === 0 && failed === 0) return undefined;
    const [medianMs, p95Ms] = [this.within(0.5), this.within(0.95)];
    return { from, to, events, medianMs, p95Ms, maxMs, failed };
  }

  /** The delay within which this share of the events came. */
  private within(share: number): number {
    let left = Math.ceil(share * this.events);
    for (const [step, count] of [...this.steps].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(this.maxMs, Math.round(2 ** (step / stepsPerDouble) - 1));
    }
    return this.maxMs;
  }
}
