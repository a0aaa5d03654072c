// The part of well-formed that looks at events apart from servers: IDs and content hashes, edges,
// cycles, depths, and the one create event.
import { pduLimits } from "../../protocol/event-format.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Findings } from "../findings.ts";
import { grasp } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

/**
 * Judges the events of a room.
 * @param gaps trace indexes of events whose prev events may be missing
 */
export function judgeEvents(
  view: TraceView,
  room: RoomTrace,
  gaps: ReadonlySet<number>,
  broken: Findings,
): void {
  const taken = takenEvents(room);
  for (let event = 0; event < room.graph.count; event++) {
    if (!room.graph.has(event) || taken[event] === 0) continue;
    judgeHashes(room, event, broken);
    if (!gaps.has(room.traceIndex(event))) judgePrevs(room, event, broken);
  }
  judgeCycles(room, broken);
  judgeDepths(room, broken);
  judgeCreate(view, room, taken, broken);
}

/** 1 for each event that some server did more with than drop it. */
function takenEvents(room: RoomTrace): Uint8Array {
  const taken = new Uint8Array(room.graph.count);
  for (const grasps of room.grasps) {
    if (grasps === undefined) continue;
    for (let event = 0; event < taken.length; event++) {
      if (grasps[event] !== grasp.none) taken[event] = 1;
    }
  }
  return taken;
}

function judgeHashes(room: RoomTrace, event: EventIndex, broken: Findings): void {
  const wrong = room.hashes.wrongOf(event);
  if (wrong === undefined) return;
  const { graph } = room;
  const { id, isContentWrong } = wrong;
  const place = { events: [room.traceIndex(event)] };
  if (isContentWrong && isHeldWhole(room, event)) {
    broken.add(() => `The content hash of ${nameEvent(room, event)} is wrong`, place);
  }
  if (id === graph.id(event)) return;
  const right = id === undefined ? "has no reference hash" : `hashes to ${id}`;
  const text = () => `The ID of ${nameEvent(room, event)} is ${graph.id(event)}, but it ${right}`;
  broken.add(text, place);
}

/** True if some server goes by the event as it came: whoever sees a wrong hash keeps the redacted form. */
function isHeldWhole(room: RoomTrace, event: EventIndex): boolean {
  return room.grasps.some((grasps, server) => {
    if (grasps === undefined || grasps[event] === grasp.none) return false;
    return !room.readings.isRedacted(server, event);
  });
}

function judgePrevs(room: RoomTrace, event: EventIndex, broken: Findings): void {
  const { graph } = room;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    const prev = graph.prev(event, n);
    if (graph.has(prev)) continue;
    const lacking = `${graph.id(prev)}, which is neither in the trace nor marked as a gap`;
    const text = () => `${nameEvent(room, event)} follows ${lacking}`;
    broken.add(text, { events: [room.traceIndex(event)] });
  }
}

function judgeCycles(room: RoomTrace, broken: Findings): void {
  const { cyclic } = room.causality;
  if (cyclic.length === 0) return;
  const events = cyclic.map((event) => room.traceIndex(event));
  const text = () => {
    const cycle = `a cycle of prev events, ${nameEvent(room, cyclic[0])} among them`;
    return `${count(cyclic.length, "event")} stand on ${cycle}`;
  };
  broken.add(text, { events });
}

/** Honest makers count depth on from the prev events; others may claim what they like. */
function judgeDepths(room: RoomTrace, broken: Findings): void {
  const { graph } = room;
  for (const { event: traceIndex, verdict, server } of room.own) {
    if (verdict !== "accepted") continue;
    const event = room.eventOf(traceIndex);
    let deepest = 0;
    let whole = true;
    for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
      const prev = graph.prev(event, n);
      if (graph.has(prev)) deepest = Math.max(deepest, graph.depth(prev));
      else whole = false;
    }
    const due = Math.min(deepest + 1, pduLimits.depthMax);
    const depth = graph.depth(event);
    // Over a gap the depth can only be bounded from below.
    if (depth === due || (!whole && depth > due)) continue;
    const text = () =>
      `${nameEvent(room, event)} has depth ${depth} and stands on depth ${deepest}`;
    broken.add(text, { events: [traceIndex], servers: [server] });
  }
}

function judgeCreate(view: TraceView, room: RoomTrace, taken: Uint8Array, broken: Findings): void {
  const { graph } = room;
  const creates: number[] = [];
  let any = false;
  for (let event = 0; event < graph.count; event++) {
    if (taken[event] === 0) continue;
    any = true;
    if (graph.slot(event) !== graph.createSlot) continue;
    if (takenAsGood(room, event)) creates.push(room.traceIndex(event));
  }
  if (!any || creates.length === 1) return;
  const text = () => `There are ${count(creates.length, "create event")}${inRoom(view, room)}`;
  broken.add(text, { events: creates });
}

/** True if some server holds the event and does not reject it. */
function takenAsGood(room: RoomTrace, event: EventIndex): boolean {
  return room.grasps.some((grasps) => {
    const value = grasps?.[event];
    return value === grasp.outlier || value === grasp.accepted || value === grasp.softFailed;
  });
}
