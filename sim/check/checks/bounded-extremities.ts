// Judges whether forward extremities stay few once all is quiet. Two questions: are there at most a
// bounded number of them, and does none of them lie behind another, as far as the server knows the
// events between? How many there are is asked of servers in the room only: who is out makes no event that ties
// them together, and is sent none. Extremities that leak are never taken up by a new event and make every
// resolution dearer; see matrix-org/synapse#1760 for what that comes to.
import { Marks } from "../../protocol/marks.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { isPlaced } from "../view/grasp.ts";
import type { Residents } from "../view/residents.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { inRoom, nameEvent } from "../wording.ts";

const name = "bounded-extremities";

/** From so many on Synapse sends dummy events to tie them together. */
const fewMax = 10;

/** Forward extremities are few, and none lies behind another. */
export const boundedExtremities: Check = {
  name,
  summary: "In the end forward extremities are few, and none of them lies behind another.",
  judge,
};

function judge(view: TraceView): VerdictRecord {
  const broken = new Findings();
  let most = 0;
  // A branch for each server may be open, where none has spoken since the last heal.
  const bound = Math.max(fewMax, view.serverNames.length);
  for (const room of view.judged) {
    const residents = room.residents();
    for (const server of room.servers) {
      const tips = tipsOf(room, server);
      const isInside = mayBeInside(residents, room.finalState(server), server);
      if (isInside) most = Math.max(most, tips.length);
      const where = `at ${view.serverNames[server]}${inRoom(view, room)}`;
      const place = { events: tips.map((tip) => room.traceIndex(tip)), servers: [server] };
      if (isInside && tips.length > bound) {
        broken.add(() => `In the end there are ${tips.length} forward extremities ${where}`, place);
      }
      if (tips.length < 2 || !view.hasHistory) continue;
      const behind = tipBehind(room, server, tips);
      if (behind < 0) continue;
      broken.add(
        () => `${nameEvent(room, behind)} is a forward extremity ${where}, and lies behind another`,
        { events: [room.traceIndex(behind)], servers: [server] },
      );
    }
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  const what = most === 1 ? "one forward extremity" : `${most} forward extremities`;
  return plainVerdict(name, "held", `No server in the room ends with more than ${what}.`);
}

/** True unless the server's last state shows it out of the room. */
function mayBeInside(residents: Residents, state: StateId, server: number): boolean {
  if (state < 0) return true;
  return residents.moveTo(state).has(server) || residents.uncertain(server);
}

function tipsOf(room: RoomTrace, server: number): EventIndex[] {
  const events = room.extremities[server]?.events ?? [];
  return events.map((event) => room.eventOf(event)).filter((event) => event >= 0);
}

/** An extremity on which another one stands, over events that the server has placed; else -1. */
function tipBehind(room: RoomTrace, server: number, tips: readonly EventIndex[]): EventIndex {
  const { graph, causality } = room;
  const grasps = room.graspsOf(server);
  const floor = tips.reduce((least, tip) => Math.min(least, causality.rank[tip]), Infinity);
  const marks = new Marks(graph.count);
  const stack = [...tips];
  for (let event = stack.pop(); event !== undefined; event = stack.pop()) {
    for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
      const prev = graph.prev(event, n);
      if (!isPlaced(grasps[prev])) continue;
      if (tips.includes(prev)) return prev;
      if (causality.rank[prev] > floor && marks.add(prev)) stack.push(prev);
    }
  }
  return -1;
}
