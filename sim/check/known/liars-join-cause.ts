// What a liar told to a server that joined with a part of the state and fetched the rest: the server takes the
// answer at its word, so its state goes back, and stays apart from that of all others. Told slot by slot from what it
// was told beside what the liar held itself. Part of weaknesses.ts; knows nothing of whether rules were kept.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { PartialRecord, VerdictRecord } from "../../trace/records.ts";
import type { WayBack } from "../checks/no-state-reset.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { leavesOutOfStates } from "./false-state-cause.ts";
import { placedAt } from "./parted-verdict.ts";
import { lackOf } from "./split-cause.ts";

/** A join whose state was completed with a liar's: what was told falsely, by slot, -1 for nothing. */
interface FalselyCompleted {
  readonly join: EventIndex;
  readonly told: ReadonlyMap<number, EventIndex>;
}

/** True if a slot went back to what a liar told, at the moment at which the server took it. */
export function wentBackToFalseState(view: TraceView, { room, back, current }: WayBack): boolean {
  return view.partials.some((record) => {
    if (record.atMs !== current.atMs || record.server !== current.server) return false;
    return falselyCompleted(view, room, record)?.told.get(back.slot) === back.to;
  });
}

/**
 * True if any two servers that hold different states differ in nothing but slots of which a liar told one of them
 * otherwise when it joined, which it still believes; and lack nothing of each other's but what lies before a join.
 */
export function partedByFalselyCompleted(view: TraceView, { servers }: VerdictRecord): boolean {
  let isParted = false;
  for (const room of view.judged) {
    const completed = new Map<number, FalselyCompleted | undefined>();
    for (const record of view.partials) {
      if (record.step === "end") completed.set(record.server, falselyCompleted(view, room, record));
    }
    for (const [n, one] of servers.entries()) {
      for (const other of servers.slice(n + 1)) {
        const differing = differingSlots(room, room.finalState(one), room.finalState(other));
        if (differing?.length === 0) continue;
        isParted = true;
        const isTold = (slot: number) =>
          [one, other].some((server) => {
            const told = completed.get(server)?.told.get(slot);
            return told !== undefined && told === held(room, room.finalState(server), slot);
          });
        if (differing?.every(isTold) !== true) return false;
        const isSettled =
          lacksOnlyBefore(view, room, [one, other]) && lacksOnlyBefore(view, room, [other, one]);
        if (!isSettled) return false;
      }
    }
  }
  return isParted;
}

/** What was told falsely of the state before a join, if that is all that tells it from the liar's own. */
function falselyCompleted(
  view: TraceView,
  room: RoomTrace,
  { step, room: number, server, event, servers, atMs }: PartialRecord,
): FalselyCompleted | undefined {
  if (step !== "end" || number !== room.number) return undefined;
  const join = room.eventOf(event);
  const taken = join < 0 ? undefined : placedAt(view, room, { server, event: join });
  if (taken?.record.via !== "state" || taken.record.before === undefined) return undefined;
  const state = room.state(taken.record.before);
  for (const liar of servers) {
    const own = placedAt(view, room, { server: liar, event: join })?.record.before;
    const told = own === undefined ? undefined : lies(view, room, { liar, atMs, state, own });
    if (told !== undefined) return { join, told };
  }
  return undefined;
}

/** The slots of a state in which it differs from a liar's own; undefined where a difference is none of its lies. */
function lies(
  view: TraceView,
  room: RoomTrace,
  { liar, atMs, state, own }: { liar: number; atMs: number; state: StateId; own: number },
): ReadonlyMap<number, EventIndex> | undefined {
  const [leavesOut, isStale] = [leavesOutOfStates(view, atMs), tellsOld(view, room, liar, atMs)];
  const differing = differingSlots(room, state, room.state(own));
  const told = new Map<number, EventIndex>();
  for (const slot of differing ?? []) {
    const [has, had] = [held(room, state, slot), held(room, room.state(own), slot)];
    const isLie = has < 0 ? leavesOut : isStale && has === before(view, room, liar, had);
    if (!isLie) return undefined;
    told.set(slot, has);
  }
  return told.size === 0 ? undefined : told;
}

/** True if a server answers with old events: the only thing that the trace marks as a rule of a server. */
function tellsOld(view: TraceView, room: RoomTrace, liar: number, atMs: number): boolean {
  return view.marks.some(({ mark, server, event, atMs: sinceMs }) => {
    const isHere = event !== undefined && room.eventOf(event) === room.graph.create;
    return mark === "rule" && server === liar && isHere && sinceMs <= atMs;
  });
}

/** What a server held in an event's slot before it. */
function before(view: TraceView, room: RoomTrace, server: number, event: EventIndex): EventIndex {
  const state = event < 0 ? undefined : placedAt(view, room, { server, event })?.record.before;
  return state === undefined ? -1 : held(room, room.state(state), room.graph.slot(event));
}

function held({ graph }: RoomTrace, state: StateId, slot: number): EventIndex {
  return state < 0 ? -1 : graph.states.get(state, slot);
}

/** Undefined where the trace lacks one of the states. */
function differingSlots({ graph }: RoomTrace, one: StateId, other: StateId): number[] | undefined {
  if (one < 0 || other < 0) return undefined;
  const slots: number[] = [];
  graph.states.forEachChange(one, other, (slot) => void slots.push(slot));
  return slots;
}

/** True if a server has a place for all that another accepted, but for what lies before a join that it completed. */
function lacksOnlyBefore(
  view: TraceView,
  room: RoomTrace,
  [one, other]: readonly [number, number],
): boolean {
  const joins = view.partials
    .filter(({ step, server, room: number }) => {
      return step === "end" && server === one && number === room.number;
    })
    .map(({ event }) => room.eventOf(event));
  return lackOf(room, one, other).every((event) => {
    return joins.some((join) => join >= 0 && room.causality.precedes(event, join));
  });
}
