// Judges whether the trace is what Matrix allows to exist at all: the events themselves
// (event-shape.ts), how they hang together, and that no server accepted what it could not know.
// It does not ask whether anybody was allowed to do what they did; auth-held does.
// Hashes only come out right where numbers were read losslessly: see readTrace's `parse`.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import { graspIn, trait } from "../view/arrival-columns.ts";
import type { Check } from "../check.ts";
import { judgeEvents } from "./event-shape.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { grasp } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, nameEvent } from "../wording.ts";

const name = "well-formed";

/** Events are whole, the graph is one, and every server knew what it built on. */
export const wellFormed: Check = {
  name,
  summary: "Events and their graph are sound, and servers know what the events they take rest on.",
  prepare,
  judge,
};

function prepare(view: TraceView): void {
  for (const room of view.judged) room.hashes.workOut();
}

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
  const { events, traits } = view.columns[server];
  for (let n = 0; n < events.length; n++) {
    const value = graspIn(traits[n]);
    if (value === grasp.none) continue;
    const number = view.roomNumberOf(events[n]);
    const room = view.rooms[number] as RoomTrace;
    const event = view.eventOf(events[n]);
    const held = known[number] as Uint8Array;
    if (value === grasp.accepted || value === grasp.softFailed) {
      // Hardly ever anything is lacking, so nothing is made before it is.
      if (lacksAuth(room, event, held)) judgeAuths(view, room, { server, n, event, held }, broken);
      const told = (traits[n] & trait.told) !== 0;
      if (!told && lacksPrev(room, event, held) && !gaps.has(events[n])) {
        const taken = { server, n, event, held };
        if (!isTold(view, taken, toldMs[number])) judgePrevs(view, room, taken, broken);
      }
    }
    if ((traits[n] & trait.brought) !== 0) toldMs[number] = view.arrivals[server][n].atMs;
    held[event] = 1;
  }
}

/** True if a state was brought from elsewhere just then. */
function isTold(view: TraceView, { server, n }: Taken, toldMs: number): boolean {
  return toldMs >= 0 && toldMs === view.arrivals[server][n].atMs;
}

/** The n-th arrival at a server. */
interface Taken {
  readonly server: number;
  readonly n: number;
  readonly event: EventIndex;
  /** What the server knew before, by event of the graph. */
  readonly held: Uint8Array;
}

function lacksAuth({ graph }: RoomTrace, event: EventIndex, held: Uint8Array): boolean {
  for (let n = graph.authCount(event) - 1; n >= 0; n--) {
    if (held[graph.auth(event, n)] === 0) return true;
  }
  return false;
}

function lacksPrev({ graph }: RoomTrace, event: EventIndex, held: Uint8Array): boolean {
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    if (held[graph.prev(event, n)] === 0) return true;
  }
  return false;
}

function judgeAuths(view: TraceView, room: RoomTrace, taken: Taken, broken: Findings): void {
  const { graph } = room;
  const { event } = taken;
  for (let n = graph.authCount(event) - 1; n >= 0; n--) {
    const auth = graph.auth(event, n);
    if (taken.held[auth] === 0) report(view, room, { ...taken, lacking: auth }, broken, "auth");
  }
}

function judgePrevs(view: TraceView, room: RoomTrace, taken: Taken, broken: Findings): void {
  const { graph } = room;
  const { event } = taken;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    const prev = graph.prev(event, n);
    if (taken.held[prev] === 0) report(view, room, { ...taken, lacking: prev }, broken, "prev");
  }
}

function report(
  view: TraceView,
  room: RoomTrace,
  { server, n, event, lacking }: Taken & { lacking: EventIndex },
  broken: Findings,
  edge: "auth" | "prev",
): void {
  const { atMs, event: traceIndex } = view.arrivals[server][n];
  const text = () => {
    const what = `${nameEvent(room, event)} at ${atMs} ms`;
    const without = `without knowing its ${edge} event: ${nameEvent(room, lacking)}`;
    return `${view.serverNames[server]} took ${what} ${without}`;
  };
  broken.add(text, { events: [traceIndex, room.traceIndex(lacking)], servers: [server] });
}
