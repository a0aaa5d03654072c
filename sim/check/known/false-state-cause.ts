// What a server rejects by a state from which a liar left events out: it asked about what lies before a gap, and took
// the answer at its word. Told from the state that it went by beside the one of those who had the events themselves.
// Part of weaknesses.ts; knows nothing of whether rules were kept.
import type { StateId } from "../../protocol/state.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { firstPartedVerdict, placedAt } from "./parted-verdict.ts";

/**
 * True if the first event by which servers part was refused by the state before it (receipt check 5), and that, or the
 * one before an event that it stands on, was told while somebody lied about states, and lacks slots that others had
 * there, and differs from theirs in nothing else.
 */
export function rejectedByFalseState(view: TraceView, verdict: VerdictRecord): boolean {
  const parted = firstPartedVerdict(view, verdict);
  if (parted === undefined || parted.rejected.record.why?.check !== 5) return false;
  const { room, event, taken, rejected } = parted;
  return view.arrivals[rejected.record.server].slice(0, rejected.n + 1).some((arrival) => {
    const told = room.eventOf(arrival.event);
    if (arrival.before === undefined || told < 0 || !leavesOutOfStates(view, arrival.atMs))
      return false;
    if (told !== event && !room.causality.precedes(told, event)) return false;
    const elsewhere = placedAt(view, room, { server: taken.record.server, event: told });
    const before = elsewhere?.record.before;
    return before !== undefined && onlyLacks(room, room.state(arrival.before), room.state(before));
  });
}

/** True if somebody leaves events out of the states that they report. */
export function leavesOutOfStates(view: TraceView, atMs: number): boolean {
  return view.allFaults.some(({ mode, startMs, endMs = Infinity }) => {
    return mode === "false-state" && startMs <= atMs && atMs <= endMs;
  });
}

/** True if a state is another one without some of its slots. */
function onlyLacks({ graph }: RoomTrace, state: StateId, whole: StateId): boolean {
  if (state < 0 || whole < 0 || state === whole) return false;
  let isSo = true;
  graph.states.forEachChange(whole, state, (_slot, _had, has) => {
    if (has >= 0) isSo = false;
  });
  return isSo;
}
