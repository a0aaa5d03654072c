// How far servers' states were apart over a run: for each server and stretch of time, in how many
// slots its current state differed from the most common one, and for how much of the stretch. The
// heat map and the curve of convergence are drawn from it.
import type { Model } from "./model.ts";

export interface Divergence {
  /** Stretches of time; stretch `b` reaches from `edges[b]` to `edges[b + 1]`. */
  readonly bins: number;
  readonly edges: Float64Array;
  /** Most differing slots of server `s` in stretch `b`, at `s * bins + b`; 65,535 stands for more. */
  readonly slots: Uint16Array;
  /** For how much of the stretch it differed, 0 … 255. */
  readonly share: Uint8Array;
  /** In each stretch the most servers at one time whose state was not the most common one. */
  readonly apart: Float64Array;
  /** In each stretch the most different states at one time. */
  readonly camps: Float64Array;
}

/** Works it out in one pass over all changes of current states. */
export function divergenceOf(model: Model, room: number, edges: Float64Array): Divergence {
  const sweep = new Sweep(model, edges);
  const changes = changesOf(model, room);
  for (let at = 0; at < changes.order.length;) {
    const atMs = changes.times[changes.order[at]];
    sweep.goTo(atMs);
    for (; at < changes.order.length && changes.times[changes.order[at]] === atMs; at++) {
      sweep.change(changes.servers[changes.order[at]], changes.states[changes.order[at]]);
    }
    sweep.settle();
  }
  return sweep.finish();
}

interface Changes {
  readonly times: Float64Array;
  readonly servers: Int32Array;
  readonly states: Int32Array;
  /** Changes in order of time. */
  readonly order: Uint32Array;
}

function changesOf(model: Model, room: number): Changes {
  const histories = model.meta.servers.map((_, server) => model.currents.of(server, room));
  const count = histories.reduce((sum, { times }) => sum + times.length, 0);
  const [times, servers] = [new Float64Array(count), new Int32Array(count)];
  const states = new Int32Array(count);
  let next = 0;
  histories.forEach((history, server) => {
    for (let at = 0; at < history.times.length; at++, next++) {
      times[next] = history.times[at];
      servers[next] = server;
      states[next] = history.values[at];
    }
  });
  const order = Uint32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  return { times, servers, states, order };
}

const none = -1;
const slotsMax = 65_535;

class Sweep {
  private readonly model: Model;
  private readonly edges: Float64Array;
  private readonly bins: number;
  private readonly held: Int32Array;
  private readonly differs: Uint16Array;
  private readonly slots: Uint16Array;
  /** Milliseconds for which a server differed, by stretch. */
  private readonly apartMs: Float64Array;
  /** Since when each server differs or not, within the present stretch. */
  private readonly since: Float64Array;
  private readonly apart: Float64Array;
  private readonly camps: Float64Array;
  private readonly sizes = new Map<number, number>();
  private readonly distances = new Map<number, Map<number, number>>();
  private changed: number[] = [];
  private common = none;
  private differing = 0;
  private bin = 0;
  private atMs = 0;

  constructor(model: Model, edges: Float64Array) {
    const servers = model.meta.servers.length;
    this.model = model;
    this.edges = edges;
    this.bins = edges.length - 1;
    this.held = new Int32Array(servers).fill(none);
    this.differs = new Uint16Array(servers);
    this.slots = new Uint16Array(servers * this.bins);
    this.apartMs = new Float64Array(servers * this.bins);
    this.since = new Float64Array(servers);
    this.apart = new Float64Array(this.bins);
    this.camps = new Float64Array(this.bins);
  }

  /** Ends the stretches that lie before a time. */
  goTo(atMs: number): void {
    while (this.bin + 1 < this.bins && this.edges[this.bin + 1] <= atMs) {
      const endMs = this.edges[this.bin + 1];
      for (let server = 0; server < this.held.length; server++) this.account(server, endMs);
      this.bin += 1;
      this.note();
      for (let server = 0; server < this.held.length; server++) this.mark(server);
    }
    this.atMs = atMs;
  }

  change(server: number, state: number): void {
    const old = this.held[server];
    if (old !== none) {
      const left = (this.sizes.get(old) ?? 1) - 1;
      if (left === 0) this.sizes.delete(old);
      else this.sizes.set(old, left);
    }
    this.sizes.set(state, (this.sizes.get(state) ?? 0) + 1);
    this.held[server] = state;
    this.changed.push(server);
  }

  /** All changes of an instant are made: who differs from the most common state now? */
  settle(): void {
    const before = this.common;
    this.common = this.mostCommon();
    if (this.common === before) for (const server of this.changed) this.compare(server);
    else for (let server = 0; server < this.held.length; server++) this.compare(server);
    this.changed = [];
    this.note();
  }

  finish(): Divergence {
    const { bins, edges, slots, apart, camps } = this;
    this.goTo(edges[bins]);
    for (let server = 0; server < this.held.length; server++) this.account(server, edges[bins]);
    const share = new Uint8Array(this.apartMs.length);
    for (let at = 0; at < share.length; at++) {
      const bin = at % bins;
      const spanMs = Math.max(1, edges[bin + 1] - edges[bin]);
      // Whoever differed for a moment only did differ: never rounded away.
      share[at] = slots[at] === 0 ? 0 : Math.max(1, Math.round((255 * this.apartMs[at]) / spanMs));
    }
    return { bins, edges, slots, share, apart, camps };
  }

  /** The state of most servers; of two that many hold, the one that was it before. */
  private mostCommon(): number {
    let best = this.sizes.has(this.common) ? this.common : none;
    let most = best === none ? 0 : (this.sizes.get(best) ?? 0);
    for (const [state, size] of this.sizes) {
      if (size <= most) continue;
      best = state;
      most = size;
    }
    return best;
  }

  private compare(server: number): void {
    this.account(server, this.atMs);
    const state = this.held[server];
    const slots = state === none ? 0 : Math.min(slotsMax, this.distance(state));
    this.differing += Number(slots > 0) - Number(this.differs[server] > 0);
    this.differs[server] = slots;
    this.mark(server);
  }

  private distance(state: number): number {
    if (state === this.common) return 0;
    let row = this.distances.get(this.common);
    if (row === undefined) this.distances.set(this.common, (row = new Map<number, number>()));
    let found = row.get(state);
    // States of different numbers differ, whatever the records leave out.
    found ??= Math.max(1, this.model.states.distance(state, this.common));
    row.set(state, found);
    return found;
  }

  /** Books the time for which a server differed up to now. */
  private account(server: number, untilMs: number): void {
    const from = Math.max(this.since[server], this.edges[this.bin]);
    if (this.differs[server] > 0) {
      this.apartMs[server * this.bins + this.bin] += Math.max(0, untilMs - from);
    }
    this.since[server] = untilMs;
  }

  private mark(server: number): void {
    const at = server * this.bins + this.bin;
    this.slots[at] = Math.max(this.slots[at], this.differs[server]);
  }

  private note(): void {
    this.apart[this.bin] = Math.max(this.apart[this.bin], this.differing);
    this.camps[this.bin] = Math.max(this.camps[this.bin], this.sizes.size);
  }
}
