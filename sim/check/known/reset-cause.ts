// How a slot came to go back: which resolution did it, and by which of its steps. Only what a
// resolution of the trace really does is told; what came about in another way stays unexplained.
import { eventRef } from "../../protocol/event-name.ts";
import { explainResolution, type KeyExplanation } from "../../protocol/state-res/explain.ts";
import type { ResolveRecord } from "../../trace/records.ts";
import type { WayBack } from "../no-state-reset.ts";
import type { TraceView } from "../trace-view.ts";

/**
 * What a resolution did to the slot: `least-deep` (state resolution v1 begins with the least deep),
 * `older-power-event` and `older-event` (the older event was replayed after the newer one, in the
 * power order or the mainline's), `refused` (the newer one was, by what was replayed before it).
 */
export type ResetCause = "least-deep" | "older-power-event" | "older-event" | "refused";

/** The cause of a reset; undefined where no resolution of the trace tells it. */
export function resetCause(view: TraceView, way: WayBack): ResetCause | undefined {
  for (const record of resolutionsOf(view, way)) {
    const cause = causeAt(way, record);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

/** What a resolution did to the slot, done again by what its server had. */
function causeAt({ room, back }: WayBack, record: ResolveRecord): ResetCause | undefined {
  const states = record.inputs.map((state) => room.state(state));
  if (states.some((state) => state < 0)) return undefined;
  const rejected = room.rejectedAt(record.server);
  const { graph } = room.readings.of(record.server);
  const { keys, algorithm } = explainResolution(graph, states, {
    dialect: record.dialect,
    rejected: (event) => rejected(room.graph.id(event)),
  });
  const names = room.graph.slotNames(back.slot);
  const key = keys.find(({ type, stateKey }) => {
    return type === names.type && stateKey === names.stateKey;
  });
  const winner = back.to < 0 ? undefined : eventRef(room.graph, back.to).id;
  if (key === undefined || key.winner?.id !== winner) return undefined;
  return algorithm === "v1" ? "least-deep" : causeIn(key);
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
  const heldAt = (state: number) => {
    const known = room.state(state);
    return known < 0 ? undefined : room.graph.states.get(known, back.slot);
  };
  for (const record of before.reverse()) {
    if (heldAt(record.output) !== back.to) continue;
    if (record.inputs.some((state) => heldAt(state) === back.from)) yield record;
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
