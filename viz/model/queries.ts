// The questions that the page asks of a model: what a server knew, which state it held, how two
// states differ, and who agrees with whom at a time.
import type { Arrival } from "./arrivals.ts";
import type { Model } from "./model.ts";
import type { Slot } from "./states.ts";

/** Indexes of the events that a server knew at a time (arrived and not dropped), ascending. */
export function knownAt(model: Model, server: number, atMs: number): number[] {
  const known: number[] = [];
  for (let event = 0; event < model.events.length; event++) {
    const verdict = model.arrivals.verdictAt(server, event, atMs);
    if (verdict !== undefined && verdict !== "dropped") known.push(event);
  }
  return known;
}

/** The state a server held as a room's current one at a time; undefined before its first. */
export function currentAt(
  model: Model,
  server: number,
  atMs: number,
  room = 0,
): number | undefined {
  return model.currents.at(server, room, atMs);
}

/**
 * What a server made of an event by `atMs` (default: by the end): its latest arrival there.
 * Undefined where the event had not reached it.
 */
export function verdictOf(
  model: Model,
  server: number,
  event: number,
  atMs = Number.POSITIVE_INFINITY,
): Arrival | undefined {
  const entry = model.arrivals.entryAt(server, event, atMs);
  return entry < 0 ? undefined : model.arrivals.get(entry);
}

/** A slot that two states fill differently. An absent side has no event there. */
export interface SlotDifference {
  readonly type: string;
  readonly stateKey: string;
  readonly a: number | undefined;
  readonly b: number | undefined;
}

/** The slots in which two states differ, by type and state key. */
export function stateDifference(model: Model, stateA: number, stateB: number): SlotDifference[] {
  if (stateA === stateB) return [];
  const slotsA = model.states.slots(stateA);
  const slotsB = model.states.slots(stateB);
  const found: SlotDifference[] = [];
  for (const [key, { type, stateKey, event }] of slotsA) {
    const b = slotsB.get(key)?.event;
    if (b !== event) found.push({ type, stateKey, a: event, b });
  }
  for (const [key, { type, stateKey, event }] of slotsB) {
    if (!slotsA.has(key)) found.push({ type, stateKey, a: undefined, b: event });
  }
  return found.sort(byPlace);
}

/** The slots of a state, by type and state key. */
export function slotsOf(model: Model, state: number): Slot[] {
  return [...model.states.slots(state).values()].sort(byPlace);
}

type Named = { readonly type: string; readonly stateKey: string };

/** Types that decide what others may do come first, then by type and key. */
function byPlace(a: Named, b: Named): number {
  return rank(a.type) - rank(b.type) || order(a.type, b.type) || order(a.stateKey, b.stateKey);
}

const firstTypes = ["m.room.create", "m.room.power_levels", "m.room.join_rules", "m.room.member"];

function rank(type: string): number {
  const place = firstTypes.indexOf(type);
  return place < 0 ? firstTypes.length : place;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Servers that hold the same current state. */
export interface Camp {
  readonly state: number;
  readonly servers: readonly number[];
}

/** The camps at a time, largest first; one camp means that all who are in the room agree. */
export function campsAt(model: Model, atMs: number, room = 0): Camp[] {
  const camps = new Map<number, number[]>();
  for (let server = 0; server < model.meta.servers.length; server++) {
    const state = currentAt(model, server, atMs, room);
    if (state === undefined) continue;
    const camp = camps.get(state);
    if (camp === undefined) camps.set(state, [server]);
    else camp.push(server);
  }
  return [...camps]
    .map(([state, servers]) => ({ state, servers }))
    .sort((a, b) => b.servers.length - a.servers.length || a.servers[0] - b.servers[0]);
}

/** How many different current states there were from each time on. */
export interface Agreement {
  readonly times: readonly number[];
  readonly camps: readonly number[];
}

/** The whole run's agreement in a room: one step for each time at which the number changed. */
export function agreementOf(model: Model, room = 0): Agreement {
  const changes: { atMs: number; server: number; state: number }[] = [];
  for (let server = 0; server < model.meta.servers.length; server++) {
    const history = model.currents.of(server, room);
    for (let at = 0; at < history.times.length; at++) {
      changes.push({ atMs: history.times[at], server, state: history.values[at] });
    }
  }
  changes.sort((a, b) => a.atMs - b.atMs);
  const holds = new Map<number, number>();
  const sizes = new Map<number, number>();
  const times: number[] = [];
  const camps: number[] = [];
  changes.forEach(({ atMs, server, state }, at) => {
    const old = holds.get(server);
    if (old !== undefined) {
      const left = (sizes.get(old) ?? 0) - 1;
      if (left === 0) sizes.delete(old);
      else sizes.set(old, left);
    }
    holds.set(server, state);
    sizes.set(state, (sizes.get(state) ?? 0) + 1);
    const lastOfInstant = changes[at + 1]?.atMs !== atMs;
    if (!lastOfInstant || camps.at(-1) === sizes.size) return;
    times.push(atMs);
    camps.push(sizes.size);
  });
  return { times, camps };
}
