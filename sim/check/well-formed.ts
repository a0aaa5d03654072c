// Judges whether the trace is what Matrix allows to exist at all: the events themselves
// (event-shape.ts), how they hang together, and that no server accepted what it could not know.
// It does not ask whether anybody was allowed to do what they did; auth-held does.
// Hashes only come out right where numbers were read losslessly: see readTrace's `parse`.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { ArriveRecord, VerdictRecord } from "../trace/records.ts";
import type { Check } from "./check.ts";
import { judgeEvents } from "./event-shape.ts";
import { Findings, plainVerdict } from "./findings.ts";
import { grasp, graspOf, type RoomTrace } from "./room-trace.ts";
import type { TraceView } from "./trace-view.ts";
import { count, nameEvent } from "./wording.ts";

const name = "well-formed";

/** Events are whole, the graph is one, and every server knew what it built on. */
export const wellFormed: Check = {
  name,
  summary: "Events and their graph are sound, and servers know what the events they take rest on.",
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) {
    return plainVerdict(name, "unknown", "A summary holds neither all events nor their arrivals.");
  }
  const broken = new Findings();
  view.troubles.forEach((words) => broken.add(() => `The trace contradicts itself: ${words}`, {}));
  const gaps = gapsOf(view);
  for (const room of view.judged) judgeEvents(view, room, gaps, broken);
  for (let server = 0; server < view.arrivals.length; server++) {
    judgeKnowledge(view, { server, gaps }, broken);
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  const { length } = view.events;
  if (length === 0) return plainVerdict(name, "unknown", "The trace has no events.");
  const arrivals = view.arrivals.reduce((sum, list) => sum + list.length, 0);
  const detail = `${count(length, "event")} and ${count(arrivals, "arrival")} are sound.`;
  return plainVerdict(name, "held", detail);
}

/** Trace indexes of the events that a mark names as standing on a gap. */
function gapsOf(view: TraceView): Set<number> {
  const gaps = new Set<number>();
  for (const { mark, event } of view.marks) {
    if (mark === "gap" && event !== undefined) gaps.add(event);
  }
  return gaps;
}

/** What an accepted event cites has to be known by then, or the server was told of a state. */
function judgeKnowledge(
  view: TraceView,
  { server, gaps }: { server: number; gaps: ReadonlySet<number> },
  broken: Findings,
): void {
  const known = view.rooms.map((room) => room && new Uint8Array(room.graph.count));
  /** By room: when a state was last brought from elsewhere. */
  const toldMs = view.rooms.map(() => -1);
  for (const arrival of view.arrivals[server]) {
    const value = graspOf(arrival);
    if (value === grasp.none) continue;
    const number = view.roomNumberOf(arrival.event);
    const room = view.rooms[number] as RoomTrace;
    const event = view.eventOf(arrival.event);
    const held = known[number] as Uint8Array;
    const { via, atMs } = arrival;
    if (value === grasp.accepted || value === grasp.softFailed) {
      judgeAuths(view, room, { arrival, held }, broken);
      const told = via !== "own" && via !== "send";
      if (!told && toldMs[number] !== atMs && !gaps.has(arrival.event)) {
        judgePrevs(view, room, { arrival, held }, broken);
      }
    }
    if (via === "state" || via === "join" || via === "missing") toldMs[number] = atMs;
    held[event] = 1;
  }
}

interface Taken {
  readonly arrival: ArriveRecord;
  /** What the server knew before, by event of the graph. */
  readonly held: Uint8Array;
}

function judgeAuths(view: TraceView, room: RoomTrace, taken: Taken, broken: Findings): void {
  const { graph } = room;
  const event = view.eventOf(taken.arrival.event);
  for (let n = graph.authCount(event) - 1; n >= 0; n--) {
    const auth = graph.auth(event, n);
    if (taken.held[auth] === 0) report(view, room, { ...taken, lacking: auth }, broken, "auth");
  }
}

function judgePrevs(view: TraceView, room: RoomTrace, taken: Taken, broken: Findings): void {
  const { graph } = room;
  const event = view.eventOf(taken.arrival.event);
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    const prev = graph.prev(event, n);
    if (taken.held[prev] === 0) report(view, room, { ...taken, lacking: prev }, broken, "prev");
  }
}

function report(
  view: TraceView,
  room: RoomTrace,
  { arrival, lacking }: Taken & { lacking: EventIndex },
  broken: Findings,
  edge: "auth" | "prev",
): void {
  const { server, atMs, event } = arrival;
  const text = () => {
    const what = `${nameEvent(room, view.eventOf(event))} at ${atMs} ms`;
    const without = `without knowing its ${edge} event: ${nameEvent(room, lacking)}`;
    return `${view.serverNames[server]} took ${what} ${without}`;
  };
  broken.add(text, { events: [event, room.traceIndex(lacking)], servers: [server] });
}
