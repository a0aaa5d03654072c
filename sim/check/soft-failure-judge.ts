// The part of auth-held that puts receipt check 6 to the referee: was an event that another server
// sent allowed in the current state that the server held when it came? Left out, because the state
// that counts is not in the trace: events over a gap, and servers without a joined member.
// Spec v1.19, server-server API, "Soft failure".
import type { ArriveRecord } from "../trace/records.ts";
import type { Referee } from "./referee.ts";
import { graspOf, isPlaced, type RoomTrace } from "./room-trace.ts";
import { stateOpinion, type AuthTally } from "./state-opinion.ts";
import type { Residents } from "./residents.ts";
import type { TraceView } from "./trace-view.ts";
import { inRoom, nameEvent } from "./wording.ts";

/** Compares every soft failure, and every event that was spared one, with the referee. */
export function judgeSoftFailures(view: TraceView, referee: Referee, tally: AuthTally): void {
  const judges = view.rooms.map((room) => room && new SoftFailureJudge(view, room, referee, tally));
  for (let server = 0; server < view.arrivals.length; server++) {
    for (const judge of judges) judge?.begin();
    const arrivals = view.arrivals[server];
    for (let n = 0; n < arrivals.length; n++) {
      const judge = judges[view.roomNumberOf(arrivals[n].event)];
      judge?.take(arrivals[n], view.standings[server][n]);
    }
  }
}

/** Follows one server at a time through one room. */
class SoftFailureJudge {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #referee: Referee;
  readonly #tally: AuthTally;
  readonly #residents: Residents;
  #placed = new Uint8Array(0);

  constructor(view: TraceView, room: RoomTrace, referee: Referee, tally: AuthTally) {
    this.#view = view;
    this.#room = room;
    this.#referee = referee;
    this.#tally = tally;
    this.#residents = room.residents();
  }

  begin(): void {
    this.#placed = new Uint8Array(this.#room.graph.count);
  }

  /** @param standing the trace's number of the server's current state at that moment, or -1 */
  take(arrival: ArriveRecord, standing: number): void {
    if (this.#isAsked(arrival, standing)) this.#judge(arrival, this.#room.state(standing));
    if (isPlaced(graspOf(arrival))) this.#placed[this.#room.eventOf(arrival.event)] = 1;
  }

  #isAsked({ server, event: traceIndex, via, verdict }: ArriveRecord, standing: number): boolean {
    if (via !== "send" && via !== "missing") return false;
    if ((verdict !== "accepted" && verdict !== "soft-failed") || standing < 0) return false;
    const { graph } = this.#room;
    const event = this.#room.eventOf(traceIndex);
    for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
      if (this.#placed[graph.prev(event, n)] === 0) return false;
    }
    const state = this.#room.state(standing);
    return state >= 0 && this.#residents.moveTo(state).has(server);
  }

  #judge(arrival: ArriveRecord, state: number): void {
    const room = this.#room;
    const event = room.eventOf(arrival.event);
    if (!room.isWhole(state)) {
      this.#tally.untold++;
      return;
    }
    this.#tally.softFailures++;
    const allowed = stateOpinion(this.#referee, this.#tally, room, { event, state }).ok;
    if (allowed === (arrival.verdict === "accepted")) return;
    const name = this.#view.serverNames[arrival.server];
    const text = () => {
      const where = `${name} was wrong at ${arrival.atMs} ms${inRoom(this.#view, room)}`;
      const rules = allowed ? "allow" : "refuse";
      const what = allowed ? "soft-failed" : "took";
      return `${where}: it ${what} ${nameEvent(room, event)}, which the rules ${rules} in its current state`;
    };
    this.#tally.broken.add(text, { events: [arrival.event], servers: [arrival.server] });
  }
}
