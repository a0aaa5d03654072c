// How a slot came to go back: which resolution did it, and by which of its steps. Only what a
// resolution of the trace really does is told; what came about in another way stays unexplained.
import { eventRef } from "../../protocol/event-name.ts";
import { explainResolution, type KeyExplanation } from "../../protocol/state-res/explain.ts";
import type { ResolveRecord } from "../../trace/records.ts";
import type { WayBack } from "../checks/no-state-reset.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";

/**
 * What a resolution did to the slot: `least-deep` (state resolution v1 begins with the least deep),
 * `older-power-event` and `older-event` (the older event was replayed after the newer one, in the
 * power order or the mainline's), `refused` (the newer one was, by what was replayed before it).
 */
export type ResetCause = "least-deep" | "older-power-event" | "older-event" | "refused";

/** The cause of a reset; undefined where no resolution of the trace tells it. */
export function resetCause(view: TraceView, way: WayBack): ResetCause | undefined {
  for (const record of resolutionsOf(view, way)) {
    const cause = causeAt(view, way, record);
    if (cause !== undefined) return cause;
  }
  return causeOnTheWay(view, way);
}

/** What a resolution did to the slot, where it put back the event that the slot has in the end. */
function causeAt(view: TraceView, way: WayBack, record: ResolveRecord): ResetCause | undefined {
  const { back, room } = way;
  const told = explained(view, way, record);
  const winner = back.to < 0 ? undefined : eventRef(room.graph, back.to).id;
  if (told === undefined || told.key.winner?.id !== winner) return undefined;
  return told.algorithm === "v1" ? "least-deep" : causeIn(told.key);
}

/** What became of the slot in a resolution, done again by what its server had. */
function explained(view: TraceView, { room, back }: WayBack, record: ResolveRecord) {
  const states = record.inputs.map((state) => room.state(state));
  if (states.some((state) => state < 0)) return undefined;
  const rejected = view.rejectedAt(record);
  const { graph } = room.readings.of(record.server);
  const { keys, algorithm } = explainResolution(graph, states, {
    dialect: record.dialect,
    rejected: (event) => rejected(room.graph.id(event)),
  });
  const names = room.graph.slotNames(back.slot);
  const key = keys.find(({ type, stateKey }) => {
    return type === names.type && stateKey === names.stateKey;
  });
  return key && { key, algorithm };
}

/** Steps that are followed: an event gives way to another, and that one to a third. */
const stepsMax = 10;

/**
 * The cause of a reset in more than one step: a resolution before an event in the past of what was merged in the end
 * took the event, or one that replaced it, out of the slot, so no state of the last merge holds it any more, and an
 * older one that does has the slot to itself. Where the event gave way to one that did not know it, that one is
 * followed: it must have been lost as well.
 */
function causeOnTheWay(view: TraceView, way: WayBack): ResetCause | undefined {
  const { room, back } = way;
  const lossOf = lossesBefore(view, way);
  let from = back.from;
  for (let step = 0; step < stepsMax; step++) {
    const loss = lossOf(from);
    if (loss === undefined) return undefined;
    const told = explained(view, way, loss.record);
    if (told === undefined) return undefined;
    if (told.algorithm === "v1") return "least-deep";
    const { id } = eventRef(room.graph, loss.lost);
    const outcome = told.key.replayed.find(({ event }) => event.id === id)?.outcome;
    if (outcome?.kind === "refused") return "refused";
    const winner = told.key.winner === null ? -1 : room.graph.indexOf(told.key.winner.id);
    if (winner < 0 || outcome?.kind !== "replaced") return undefined;
    if (!room.causality.concurrent(winner, loss.lost)) return undefined;
    from = winner;
  }
  return undefined;
}

/**
 * Finds the resolution on the way to what a server merged at the reset in which the slot lost an event, or the one
 * that had replaced it there and knew it.
 */
function lossesBefore(view: TraceView, { current, room, back }: WayBack) {
  const { server, atMs, state } = current;
  const own = view.resolutions.filter((record) => {
    return record.server === server && record.room === current.room && record.atMs <= atMs;
  });
  const last = own.filter((record) => record.atMs === atMs && record.output === state);
  const merged = new Set(last.flatMap(({ inputs }) => inputs));
  const tips = view.arrivals[server]
    .filter(({ after }) => after !== undefined && merged.has(after))
    .map(({ event }) => room.eventOf(event));
  const isOnTheWay = (record: ResolveRecord) => {
    if (last.includes(record)) return true;
    const event = record.event === undefined ? -1 : room.eventOf(record.event);
    const leads = (tip: number) => tip === event || room.causality.precedes(event, tip);
    return record.why === "before" && event >= 0 && tips.some(leads);
  };
  return (from: number): { record: ResolveRecord; lost: number } | undefined => {
    const isHeir = (held = -1) =>
      held === from || (held >= 0 && room.causality.precedes(from, held));
    for (const record of own) {
      if (!isOnTheWay(record) || isHeir(heldAt(room, record.output, back.slot))) continue;
      const lost = record.inputs.map((known) => heldAt(room, known, back.slot)).find(isHeir);
      if (lost !== undefined) return { record, lost };
    }
    return undefined;
  };
}

/** The event that a recorded state has in a slot, -1 for nothing; undefined where the trace lacks the state. */
function heldAt(room: RoomTrace, state: number, slot: number): number | undefined {
  const known = room.state(state);
  return known < 0 ? undefined : room.graph.states.get(known, slot);
}

/**
 * The resolutions that may have put the slot back: the one that led to the server's state, and, as that may have
 * merged what was put back before, those that made the one event of the other, the newest first.
 */
function* resolutionsOf(view: TraceView, way: WayBack): Generator<ResolveRecord> {
  const { current, room, back } = way;
  const before = view.resolutions.filter((record) => {
    return record.room === current.room && record.atMs <= current.atMs;
  });
  const own = before.findLast(({ server, output }) => {
    return server === current.server && output === current.state;
  });
  if (own !== undefined) yield own;
  for (const record of before.reverse()) {
    if (heldAt(room, record.output, back.slot) !== back.to) continue;
    const isLost = (state: number) => heldAt(room, state, back.slot) === back.from;
    if (record.inputs.some(isLost)) yield record;
  }
}

/** What became of those that did not win: refused, or replaced by the winner. */
function causeIn({ replayed, winner }: KeyExplanation): ResetCause | undefined {
  const losers = replayed.filter(({ event }) => event.id !== winner?.id);
  const last = losers[losers.length - 1];
  if (last === undefined) return undefined;
  if (last.outcome.kind === "refused") return "refused";
  if (last.outcome.kind !== "replaced") return undefined;
  const place = replayed.find(({ event }) => event.id === winner?.id)?.place;
  return place?.pass === 1 ? "older-power-event" : "older-event";
}
