// The part of auth-held that puts receipt check 6 to the referee: was an event that another server
// sent allowed in the state that counts? That is the current state which the server held when it
// came, or the one that the arrival names: over a gap the resolution with the state before the
// event, and what a server without a joined member goes by. What a server that is in the room and
// has all prev events names is not believed.
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
    if (isChecked(arrival)) {
      const named = this.#mayNameAnother(arrival, standing) ? arrival.against : undefined;
      const counts = named ?? standing;
      if (counts >= 0) this.#judge(arrival, this.#room.state(counts));
    }
    if (isPlaced(graspOf(arrival))) this.#placed[this.#room.eventOf(arrival.event)] = 1;
  }

  /** True over a gap, and where the server sees itself outside. */
  #mayNameAnother({ server, event: traceIndex }: ArriveRecord, standing: number): boolean {
    const { graph } = this.#room;
    const event = this.#room.eventOf(traceIndex);
    for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
      if (this.#placed[graph.prev(event, n)] === 0) return true;
    }
    const state = standing < 0 ? -1 : this.#room.state(standing);
    return state < 0 || !this.#residents.moveTo(state).has(server);
  }

  #judge(arrival: ArriveRecord, state: number): void {
    const room = this.#room;
    const event = room.eventOf(arrival.event);
    if (state < 0 || !room.isWhole(state)) {
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
      return `${where}: it ${what} ${nameEvent(room, event)}, which the rules ${rules} in the state that counts`;
    };
    this.#tally.broken.add(text, { events: [arrival.event], servers: [arrival.server] });
  }
}

/** True if receipt check 6 decides the verdict: the event came from outside and broke no rule. */
function isChecked({ via, verdict }: ArriveRecord): boolean {
  if (via !== "send" && via !== "missing") return false;
  return verdict === "accepted" || verdict === "soft-failed";
}
