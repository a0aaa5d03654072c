// Where events stand in the two orders of a resolution, and which key put one before another.
// Neighbours are compared by the resolution itself; an explanation also compares two events that
// are far apart, because they contest the same key.
import { compareCodePoints } from "../code-points.ts";
import { eventRef, type EventRef } from "../event-name.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { Dialect } from "./dialect.ts";
import type { OrderKey, ResolutionStep } from "./observe.ts";
import { isPowerEvent } from "./power-events.ts";

/** An event's place. */
export interface Place {
  /**
   * 1: power events and what they need; 2: the rest, by mainline. In v1, 1: what others are judged
   * by, least deep first; 2: the rest, deepest first; both within one key.
   */
  readonly pass: 1 | 2;
  /** Counted from 1. */
  readonly place: number;
  readonly of: number;
  /** In pass 1: false for an event that is only there because power events stand on it. */
  readonly isPowerEvent?: boolean;
  /** In pass 1, the sender's power by the event's own auth events. */
  readonly power?: number | "above all levels";
  /** In pass 2, 0 for the newest power levels; null where the event leads to none of them. */
  readonly mainline?: number | null;
  /** In pass 2, where the dialect counts them: power levels between the event and the mainline. */
  readonly steps?: number;
  /** In v1. */
  readonly depth?: number;
  /** Milliseconds. */
  readonly timestamp: number;
}

/** Why one event came before another. */
export interface Comparison {
  /** `pass`: one was in the first pass, the other in the second. */
  readonly by: OrderKey | "pass";
  /** With `auth chain`: what the later one had to wait for; the earlier one itself, or another. */
  readonly waitedFor?: EventRef;
  /** What was compared, of the earlier and of the later one; for keys that have values. */
  readonly values?: readonly [string, string];
}

type PowerStep = ResolutionStep & { readonly step: "power-order" };
type DepthStep = ResolutionStep & { readonly step: "depth-order" };
type MainlineStep = ResolutionStep & { readonly step: "mainline-order" };

/** Both orders of one resolution. */
export class Orders {
  readonly #room: RoomGraph;
  readonly #dialect: Dialect;
  readonly #places = new Map<EventIndex, Place>();

  constructor(room: RoomGraph, dialect: Dialect) {
    this.#room = room;
    this.#dialect = dialect;
  }

  setPower({ order, powers }: PowerStep): void {
    for (const [n, event] of order.entries()) {
      const level = Number(powers[n]);
      const power = Number.isFinite(level) ? level : ("above all levels" as const);
      const isPower = isPowerEvent(this.#room, event, this.#dialect);
      const base = this.#base(event, 1, n, order.length);
      this.#places.set(event, { ...base, isPowerEvent: isPower, power });
    }
  }

  /** @param length of the mainline */
  setMainline({ order, positions, steps }: MainlineStep, length: number): void {
    for (const [n, event] of order.entries()) {
      const mainline = positions[n] === length ? null : positions[n];
      const counted = this.#dialect.stepsBeforeTimestamp ? { steps: steps[n] } : {};
      this.#places.set(event, { ...this.#base(event, 2, n, order.length), mainline, ...counted });
    }
  }

  /** @param pass 2: the events are tried from the deepest on */
  setDepth({ order }: DepthStep, pass: 1 | 2): void {
    const tried = pass === 1 ? order : order.toReversed();
    for (const [n, event] of tried.entries()) {
      const depth = this.#room.depth(event);
      this.#places.set(event, { ...this.#base(event, pass, n, tried.length), depth });
    }
  }

  #base(event: EventIndex, pass: 1 | 2, n: number, of: number): Place {
    return { pass, place: n + 1, of, timestamp: this.#room.timestamp(event) };
  }

  /** Every event that was replayed. */
  events(): EventIndex[] {
    return [...this.#places.keys()];
  }

  /** The place of an event that was replayed. */
  place(event: EventIndex): Place {
    const place = this.#places.get(event);
    if (place === undefined) throw new Error(`event ${this.#room.id(event)} was not replayed`);
    return place;
  }

  /** Why `earlier` came before `later`. */
  compare(earlier: EventIndex, later: EventIndex): Comparison {
    const [a, b] = [this.place(earlier), this.place(later)];
    if (a.pass !== b.pass) return { by: "pass" };
    if (a.depth !== undefined || b.depth !== undefined) return this.#compareDepths(earlier, later);
    const key = a.pass === 1 ? "power" : "mainline";
    if (a.pass === 1) {
      const needed = this.#needs(later);
      if (needed.has(earlier)) return this.#waited(earlier);
      // By the keys alone it would have come first, so something that it needs held it up.
      if (!this.#inOrder(earlier, later)) {
        if (this.#dialect.orderFromNewest) return { by: "built from its end" };
        const last = [...needed].reduce((x, y) =>
          this.place(x).place > this.place(y).place ? x : y,
        );
        return this.#waited(last);
      }
    }
    if (a[key] !== b[key]) return { by: key, values: [text(a[key]), text(b[key])] };
    if (a.steps !== b.steps) return { by: "steps", values: [text(a.steps), text(b.steps)] };
    if (a.timestamp !== b.timestamp) {
      return { by: "timestamp", values: [text(a.timestamp), text(b.timestamp)] };
    }
    return { by: "event id", values: [this.#room.id(earlier), this.#room.id(later)] };
  }

  #compareDepths(earlier: EventIndex, later: EventIndex): Comparison {
    const room = this.#room;
    if (room.compareDepths(earlier, later) !== 0) {
      return { by: "depth", values: [text(room.depth(earlier)), text(room.depth(later))] };
    }
    return { by: "event id hash", values: [room.id(earlier), room.id(later)] };
  }

  /** False where the keys alone would have put them the other way round. */
  #inOrder(earlier: EventIndex, later: EventIndex): boolean {
    const [a, b] = [this.place(earlier), this.place(later)];
    const [powerA, powerB] = [rank(a.power), rank(b.power)];
    if (powerA !== powerB) return powerA > powerB !== this.#dialect.orderFromNewest;
    if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp;
    return compareCodePoints(this.#room.id(earlier), this.#room.id(later)) < 0;
  }

  #waited(event: EventIndex): Comparison {
    return { by: "auth chain", waitedFor: eventRef(this.#room, event) };
  }

  /** The events of the first pass that an event leads to over auth edges inside that pass. */
  #needs(event: EventIndex): Set<EventIndex> {
    const found = new Set<EventIndex>();
    const stack = [event];
    while (stack.length > 0) {
      const at = stack.pop() as EventIndex;
      for (let n = 0; n < this.#room.authCount(at); n++) {
        const auth = this.#room.auth(at, n);
        if (found.has(auth) || this.#places.get(auth)?.pass !== 1) continue;
        found.add(auth);
        stack.push(auth);
      }
    }
    return found;
  }
}

function rank(power: Place["power"]): number {
  return typeof power === "number" ? power : Infinity;
}

function text(value: number | string | null | undefined): string {
  return value === null ? "none" : String(value);
}
