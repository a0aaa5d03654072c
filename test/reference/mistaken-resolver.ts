// A resolver that makes one mistake on purpose, or none: what is published as vectors must tell it
// from a right one. Built of the twin's parts; without a mistake it is the twin.
import { createHash } from "node:crypto";
import { slotKey, type GetPdu, type PlainState } from "../../sim/check/referee.ts";
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import { findAmongAuthEvents, listRules } from "./auth-events.ts";
import { judgeByState } from "./auth-rules.ts";
import { authChain, authChainOfState, authDifference, conflictedSubgraph } from "./graph.ts";
import type { Mistake } from "./mistakes.ts";
import { mainlineOf, mainlinePosition, type Ordered } from "./orderings.ts";
import { createIdOf, powerOf, type FindState } from "./room-facts.ts";
import { splitStates } from "./state-resolution.ts";
import { field, named, type Level } from "./values.ts";

/** A room, and what is done wrong in it. */
export interface MistakenRoom {
  readonly version: number;
  readonly get: GetPdu;
  readonly rejected: (id: EventId) => boolean;
  readonly mistake: Mistake | undefined;
}

/** Resolves states by the text but for the mistake. */
export function resolveMistaken(room: MistakenRoom, states: readonly PlainState[]): PlainState {
  if (room.version === 1) return resolveByDepth(room, states);
  const { agreed, conflicted } = split(room, states);
  const full = fullSet(room, states, conflicted);
  const power = firstPass(room, full);
  const isV21 = room.version >= 12;
  const fromNothing = isV21
    ? !makes(room, "starts-from-agreed")
    : makes(room, "starts-from-nothing");
  const partial = replay(room, fromNothing ? new Map() : agreed, byPower(room, power, agreed));
  const taken = new Set(power.map(({ id }) => id));
  const rest = full.filter(({ id }) => !taken.has(id));
  const made = replay(room, partial, byMainline(room, rest, partial));
  if (makes(room, "agreed-not-put-back")) return new Map([...agreed, ...made]);
  return new Map([...made, ...agreed]);
}

function makes(room: MistakenRoom, mistake: Mistake): boolean {
  return room.mistake === mistake;
}

function split(room: MistakenRoom, states: readonly PlainState[]) {
  const { unconflicted, conflicted } = splitStates(states);
  if (!makes(room, "missing-key-agrees")) return { agreed: unconflicted, conflicted };
  const agreed = new Map(unconflicted);
  const others = new Set<EventId>();
  for (const state of states) {
    for (const [slot, id] of state) {
      const isSame = states.every((other) => (other.get(slot) ?? id) === id);
      if (isSame) agreed.set(slot, id);
      else others.add(id);
    }
  }
  return { agreed, conflicted: others };
}

function fullSet(
  room: MistakenRoom,
  states: readonly PlainState[],
  conflicted: ReadonlySet<EventId>,
): Ordered[] {
  const edges = (id: EventId): readonly EventId[] => named(room.get(id)?.auth_events ?? []);
  const chains = states.map((state) => authChainOfState(state.values(), edges, false));
  const difference = makes(room, "symmetric-difference")
    ? new Set([...authDifference(chains)].filter((id) => count(chains, id) % 2 === 1))
    : authDifference(chains);
  const full = new Set(conflicted);
  if (!makes(room, "chain-without-others")) for (const id of difference) full.add(id);
  if (room.version >= 12 && !makes(room, "no-subgraph")) {
    for (const id of conflictedSubgraph(conflicted, edges)) full.add(id);
  }
  return known(room, full);
}

function count(chains: readonly ReadonlySet<EventId>[], id: EventId): number {
  return chains.filter((chain) => chain.has(id)).length;
}

function known(room: MistakenRoom, ids: Iterable<EventId>): Ordered[] {
  return [...ids].flatMap((id) => {
    const event = room.get(id);
    return event === undefined ? [] : [{ id, event }];
  });
}

function firstPass(room: MistakenRoom, full: readonly Ordered[]): Ordered[] {
  const set = new Set(full.map(({ id }) => id));
  const edges = (id: EventId): readonly EventId[] => named(room.get(id)?.auth_events ?? []);
  const picked = new Set<EventId>();
  for (const { id, event } of full) {
    if (!isPower(room, event)) continue;
    picked.add(id);
    if (makes(room, "no-pull-in")) continue;
    for (const auth of authChain(id, edges)) {
      if (set.has(auth) || makes(room, "pull-in-beyond")) picked.add(auth);
    }
  }
  return known(room, picked);
}

function isPower(room: MistakenRoom, event: Pdu): boolean {
  const { type, state_key: stateKey, sender } = event;
  if (stateKey === undefined) return false;
  if (type === "m.room.power_levels") return true;
  if (type === "m.room.join_rules") return !makes(room, "join-rules-no-power");
  const membership = field(event.content, "membership");
  if (type !== "m.room.member" || (membership !== "leave" && membership !== "ban")) return false;
  if (sender === stateKey) return makes(room, "leaving-is-power");
  return !makes(room, "kicks-no-power");
}

/** Kahn's algorithm with the least candidate first. */
function byPower(room: MistakenRoom, events: readonly Ordered[], agreed: PlainState): Ordered[] {
  const ordered: Ordered[] = [];
  const power = new Map(events.map((item) => [item.id, senderPower(room, item, agreed)]));
  let waiting = [...events];
  while (waiting.length > 0) {
    const blocking = new Set(waiting.map(({ id }) => id));
    const ready = waiting.filter(
      ({ event }) => !named(event.auth_events).some((a) => blocking.has(a)),
    );
    const [least] = ready.sort((x, y) => {
      const [one, other] = [power.get(x.id) ?? 0, power.get(y.id) ?? 0];
      // A bigint and a number may be equal without being the same.
      if (!(one > other) && !(one < other)) return compareEquals(room, x, y);
      return one > other === makes(room, "least-power-first") ? 1 : -1;
    });
    if (least === undefined) throw new Error("the auth events form a circle");
    ordered.push(least);
    waiting = waiting.filter(({ id }) => id !== least.id);
  }
  return ordered;
}

function senderPower(room: MistakenRoom, { id, event }: Ordered, agreed: PlainState): Level {
  const { version, get } = room;
  const ofState: FindState = (type, key) => get(agreed.get(slotKey(type, key)) ?? "");
  const find = makes(room, "power-of-the-state")
    ? ofState
    : findAmongAuthEvents({ event, get }, () => true);
  const createId = createIdOf(event.room_id);
  const create = version < 12 ? find("m.room.create", "") : createId && get(createId);
  const levels = find("m.room.power_levels", "");
  return create ? powerOf({ version, id, event, get, find, create, levels }, event.sender) : 0;
}

function compareEquals(room: MistakenRoom, x: Ordered, y: Ordered): number {
  const [one, other] = [x.event.origin_server_ts, y.event.origin_server_ts];
  if (one !== other) return one < other === makes(room, "latest-first") ? 1 : -1;
  return compareIds(room, x.id, y.id);
}

function compareIds(room: MistakenRoom, x: EventId, y: EventId): number {
  const [one, other] = makes(room, "ids-without-case")
    ? [x.toLowerCase(), y.toLowerCase()]
    : [x, y];
  const order = Buffer.compare(Buffer.from(one), Buffer.from(other));
  return makes(room, "greatest-id-first") ? -order : order;
}

function byMainline(room: MistakenRoom, rest: readonly Ordered[], partial: PlainState): Ordered[] {
  const levels = slotKey("m.room.power_levels", "");
  const parent = (id: EventId): EventId | undefined =>
    named(room.get(id)?.auth_events ?? []).find((auth) => {
      const event = room.get(auth);
      return event !== undefined && slotKey(event.type, event.state_key ?? "?") === levels;
    });
  const mainline = mainlineOf(partial.get(levels), parent);
  const position = (id: EventId): number => {
    if (makes(room, "no-mainline")) return 0;
    const found = mainlinePosition(id, mainline, parent, false);
    return found === Infinity && makes(room, "no-mainline-is-newest") ? 0 : found;
  };
  const items = rest.map((item) => ({ ...item, position: position(item.id) }));
  return items.sort((x, y) => {
    if (x.position === y.position) return compareEquals(room, x, y);
    return x.position > y.position === makes(room, "mainline-newest-first") ? 1 : -1;
  });
}

function replay(room: MistakenRoom, start: PlainState, list: readonly Ordered[]): PlainState {
  const { version, get, rejected } = room;
  const state = new Map(start);
  for (const { id, event } of list) {
    if (event.state_key === undefined) continue;
    const own = findAmongAuthEvents({ event, get }, (auth) => !rejected(auth));
    const held: FindState = (type, key) => get(state.get(slotKey(type, key)) ?? "");
    const find: FindState = makes(room, "no-own-auth-events")
      ? held
      : makes(room, "own-auth-events-first")
        ? (type, key) => own(type, key) ?? held(type, key)
        : (type, key) => held(type, key) ?? own(type, key);
    const listed = listRules({ version, id, event, get, rejected });
    const isAllowed = listed.ok && judgeByState({ version, id, event, get, find }).ok;
    if (isAllowed) state.set(slotKey(event.type, event.state_key), id);
    else if (makes(room, "stops-at-refusal")) break;
  }
  return state;
}

/** Version 1. */
function resolveByDepth(room: MistakenRoom, states: readonly PlainState[]): PlainState {
  const candidates = new Map<string, Set<EventId>>();
  for (const state of states) {
    for (const [slot, id] of state) {
      candidates.set(slot, (candidates.get(slot) ?? new Set()).add(id));
    }
  }
  const agreed = new Map<string, EventId>();
  const conflicts = new Map<string, EventId[]>();
  for (const [slot, ids] of candidates) {
    const isAbsent = states.some((state) => !state.has(slot));
    const [only = "", ...others] = ids;
    const isConflict = others.length > 0 || (isAbsent && makes(room, "absence-conflicts"));
    if (isConflict) conflicts.set(slot, byDepth(room, ids));
    else agreed.set(slot, only);
  }
  let state: PlainState = agreed;
  for (const type of ["m.room.power_levels", "m.room.join_rules", "m.room.member"]) {
    const before = state;
    const after = new Map(before);
    for (const [slot, list] of conflicts) {
      if (slot.split("\u0000")[0] !== type) continue;
      conflicts.delete(slot);
      const winner = lastAllowed(room, before, slot, list);
      if (winner !== undefined) after.set(slot, winner);
    }
    state = after;
  }
  const before = state;
  const after = new Map(before);
  for (const [slot, list] of conflicts) {
    const tried = makes(room, "shallow-wins") ? list : list.toReversed();
    const winner = tried.find((id) => passes(room, before, id));
    if (winner !== undefined) after.set(slot, winner);
  }
  return after;
}

function byDepth(room: MistakenRoom, ids: Iterable<EventId>): EventId[] {
  const sha1 = (id: EventId): string => createHash("sha1").update(id).digest("hex");
  const depth = (id: EventId): bigint => BigInt(room.get(id)?.depth ?? 0);
  return [...ids].sort((x, y) => {
    if (depth(x) !== depth(y)) return depth(x) < depth(y) ? -1 : 1;
    return sha1(x) > sha1(y) === makes(room, "hash-backwards") ? 1 : -1;
  });
}

function lastAllowed(
  room: MistakenRoom,
  before: PlainState,
  slot: string,
  list: readonly EventId[],
): EventId | undefined {
  let winner: EventId | undefined;
  for (const [rank, id] of list.entries()) {
    const state = winner === undefined ? before : new Map([...before, [slot, winner]]);
    const isUnasked = rank === 0 && !makes(room, "first-is-checked");
    if (isUnasked || passes(room, state, id)) winner = id;
    else if (!makes(room, "goes-on-after-refusal")) break;
  }
  return winner;
}

function passes(room: MistakenRoom, state: PlainState, id: EventId): boolean {
  const { version, get } = room;
  const event = get(id);
  if (event === undefined) return false;
  const find: FindState = (type, key) => get(state.get(slotKey(type, key)) ?? "");
  return judgeByState({ version, id, event, get, find }).ok;
}
