// Judges whether events arrive: each event that its maker accepted has to reach every server that
// was in the room then and stayed to the end. It does not ask how long that took, nor what the
// receiver thinks of the event. What is lacking while a fault was never ended is unknown. Nothing is owed where one
// of the two had the room shut the other out, at the making or since: what is refused is not sent again.
import type { StateId } from "../../protocol/state.ts";
import type { ArriveRecord, VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import type { Residents } from "../view/residents.ts";
import { grasp } from "../view/grasp.ts";
import { eventIndexMax, type RoomTrace } from "../view/room-trace.ts";
import { ShutOut } from "../view/shut-out.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

const name = "delivery";

/** Every event reaches every server that was in the room and stayed. */
export const delivery: Check = {
  name,
  summary: "Every event that its maker accepted reaches every server that stayed in the room.",
  judge,
};

interface Tally {
  readonly lacking: Findings;
  /** Events that should have reached somebody, and deliveries that should have been. */
  events: number;
  deliveries: number;
  /** Deliveries that are lacking, but nobody can say whether they were due. */
  untold: number;
}

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) return plainVerdict(name, "unknown", "A summary has no arrivals.");
  const tally: Tally = { lacking: new Findings(), events: 0, deliveries: 0, untold: 0 };
  for (const room of view.judged) judgeRoom(view, room, tally);
  const { lacking, events, deliveries, untold } = tally;
  const open = view.openFaults.length;
  if (lacking.count > 0 && open === 0) return lacking.verdict(name, "broken");
  if (lacking.count > 0) {
    const what = `${lacking.count} of ${deliveries} deliveries are lacking`;
    const why = `${count(open, "fault")} never ended, so they may still be due`;
    return lacking.verdict(name, "unknown", `${what}, but ${why}. ${lacking.first}.`);
  }
  if (untold > 0) {
    const detail = `The trace does not tell whether ${untold} lacking deliveries were due.`;
    return plainVerdict(name, "unknown", detail);
  }
  if (events === 0) return plainVerdict(name, "unknown", "The trace has no events of its own.");
  if (deliveries === 0) return plainVerdict(name, "held", "Nobody else stayed, so none was due.");
  const detail = `${count(events, "event")} reached all who stayed, ${deliveries} deliveries.`;
  return plainVerdict(name, "held", detail);
}

function judgeRoom(view: TraceView, room: RoomTrace, tally: Tally): void {
  const residents = room.residents();
  const stayers = new Stayers(view, room);
  const shutOut = new ShutOut(room, view.serverNames);
  const isOwed = (from: number, to: number, sinceMs: number) =>
    !stayers.wentAway(to, sinceMs) &&
    !shutOut.since(to, from, sinceMs) &&
    !shutOut.since(from, to, sinceMs);
  const serverCount = view.serverNames.length;
  for (const arrival of room.own) {
    if (arrival.verdict !== "accepted") continue;
    const event = room.eventOf(arrival.event);
    const before = arrival.before === undefined ? -1 : room.state(arrival.before);
    if (before < 0) {
      tally.untold++;
      continue;
    }
    tally.events++;
    residents.moveTo(before);
    const staying = stayers.of(arrival.server);
    for (let to = 0; to < serverCount; to++) {
      if (to === arrival.server || !(staying[to] & stayed) || !residents.has(to)) continue;
      tally.deliveries++;
      if ((room.grasps[to]?.[event] ?? grasp.none) > grasp.outlier) continue;
      if (room.forgotten.size > 0 && room.forgotten.has(to * eventIndexMax + event)) continue;
      if (staying[to] & untold) tally.untold++;
      else if (isOwed(arrival.server, to, arrival.atMs)) report(view, room, { arrival, to }, tally);
    }
  }
}

interface Lack {
  readonly arrival: ArriveRecord;
  readonly to: number;
}

function report(view: TraceView, room: RoomTrace, { arrival, to }: Lack, tally: Tally): void {
  const text = () => {
    const event = nameEvent(room, room.eventOf(arrival.event));
    const made = `made by ${view.serverNames[arrival.server]} at ${arrival.atMs} ms`;
    return `${event}, ${made}, never reached ${view.serverNames[to]}${inRoom(view, room)}`;
  };
  tally.lacking.add(text, { events: [arrival.event], servers: [to, arrival.server] });
}

/** Bits: in the room at the end by both views; the trace does not tell for one of them. */
const stayed = 1;
const untold = 2;

/** Which servers are in the room at the end, in the view of a maker and in their own. */
class Stayers {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #residents: Residents;
  readonly #ownView: Uint8Array;
  readonly #byState = new Map<StateId, Uint8Array>();

  constructor(view: TraceView, room: RoomTrace) {
    this.#view = view;
    this.#room = room;
    this.#residents = room.residents();
    this.#ownView = new Uint8Array(view.serverNames.length);
    for (const server of room.servers) {
      this.#ownView[server] = this.#look(room.finalState(server), server);
    }
  }

  /** By server, the two bits, for events of this maker. */
  of(maker: number): Uint8Array {
    const state = this.#room.finalState(maker);
    let staying = this.#byState.get(state);
    if (staying === undefined) {
      staying = new Uint8Array(this.#view.serverNames.length);
      for (let server = 0; server < staying.length; server++) {
        const both = this.#ownView[server] === 0 ? 0 : this.#look(state, server);
        staying[server] = both === 0 ? 0 : both | this.#ownView[server];
      }
      this.#byState.set(state, staying);
    }
    return staying;
  }

  /** True if the server saw itself outside at some time since: then nobody owed it the event. */
  wentAway(server: number, sinceMs: number): boolean {
    const currents = this.#room.currents[server] ?? [];
    // The last state before that time counts too: it is what the server saw at that time.
    const later = currents.findIndex((current) => current.atMs > sinceMs);
    for (let n = Math.max(0, (later < 0 ? currents.length : later) - 1); n < currents.length; n++) {
      const state = this.#room.state(currents[n].state);
      if (state >= 0 && !this.#residents.moveTo(state).has(server)) return true;
    }
    return false;
  }

  #look(state: StateId, server: number): number {
    if (state < 0) return stayed | untold;
    this.#residents.moveTo(state);
    if (this.#residents.has(server)) return stayed;
    return this.#residents.uncertain(server) ? stayed | untold : 0;
  }
}
