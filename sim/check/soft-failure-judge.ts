// The part of auth-held that puts receipt check 6 to the referee: was an event that another server
// sent allowed in the state that counts? That is the current state which the server held when it
// came, or the one that the arrival names: over a gap the resolution with the state before the
// event, and what a server without a joined member goes by. What a server that is in the room and
// has all prev events names is not believed.
// Spec v1.19, server-server API, "Soft failure".
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import { graspIn, isChecked, trait } from "./arrival-columns.ts";
import type { Referee } from "./referee.ts";
import { grasp, isPlaced, type RoomTrace } from "./room-trace.ts";
import { ServerEyes, stateOpinion, type AuthTally } from "./state-opinion.ts";
import type { Residents } from "./residents.ts";
import type { TraceView } from "./trace-view.ts";
import { inRoom, nameEvent } from "./wording.ts";

/** Compares every soft failure, and every event that was spared one, with the referee. */
export function judgeSoftFailures(view: TraceView, referee: Referee, tally: AuthTally): void {
  const judges = view.rooms.map((room) => room && new SoftFailureJudge(view, room, referee, tally));
  for (let server = 0; server < view.arrivals.length; server++) {
    for (const judge of judges) judge?.begin();
    const { events } = view.columns[server];
    for (let n = 0; n < events.length; n++) judges[view.roomNumberOf(events[n])]?.take(server, n);
  }
}

/** Follows one server at a time through one room. */
class SoftFailureJudge {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #referee: Referee;
  readonly #tally: AuthTally;
  readonly #residents: Residents;
  readonly #eyes: ServerEyes;
  #placed = new Uint8Array(0);

  constructor(view: TraceView, room: RoomTrace, referee: Referee, tally: AuthTally) {
    this.#view = view;
    this.#room = room;
    this.#referee = referee;
    this.#tally = tally;
    this.#residents = room.residents();
    this.#eyes = new ServerEyes(view, room);
  }

  begin(): void {
    this.#placed = new Uint8Array(this.#room.graph.count);
  }

  /** Takes the n-th arrival at the server. */
  take(server: number, n: number): void {
    const { events, traits, standings } = this.#view.columns[server];
    const event = this.#view.eventOf(events[n]);
    if (isChecked(traits[n])) {
      let counts = standings[n];
      if ((traits[n] & trait.names) !== 0 && this.#mayNameAnother(server, event, counts)) {
        counts = this.#view.arrivals[server][n].against ?? counts;
      }
      if (counts >= 0) this.#judge({ server, n, event }, this.#room.state(counts));
    }
    if (isPlaced(graspIn(traits[n]))) this.#placed[event] = 1;
  }

  /** True over a gap, and where the server sees itself outside. */
  #mayNameAnother(server: number, event: EventIndex, standing: number): boolean {
    const { graph } = this.#room;
    for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
      if (this.#placed[graph.prev(event, n)] === 0) return true;
    }
    const state = standing < 0 ? -1 : this.#room.state(standing);
    return state < 0 || !this.#residents.moveTo(state).has(server);
  }

  #judge({ server, n, event }: Taken, state: StateId): void {
    const room = this.#room;
    if (state < 0 || !room.isWhole(state)) {
      this.#tally.untold++;
      return;
    }
    this.#tally.softFailures++;
    const eyes = this.#eyes.of(server);
    const allowed = stateOpinion(this.#referee, this.#tally, room, { event, state, eyes }).ok;
    const arrival = this.#view.arrivals[server][n];
    const accepted = graspIn(this.#view.columns[server].traits[n]) === grasp.accepted;
    // For want of a policy server's signature: signature-judge.ts.
    const unsigned = !accepted && arrival.why?.check === 7;
    if (allowed === (accepted || unsigned)) return;
    const name = this.#view.serverNames[server];
    const text = () => {
      const where = `${name} was wrong at ${arrival.atMs} ms${inRoom(this.#view, room)}`;
      const rules = allowed ? "allow" : "refuse";
      const what = allowed ? "soft-failed" : "took";
      return `${where}: it ${what} ${nameEvent(room, event)}, which the rules ${rules} in the state that counts`;
    };
    this.#tally.broken.add(text, { events: [arrival.event], servers: [server] });
  }
}

/** The n-th arrival at a server, and its event in the room's graph. */
interface Taken {
  readonly server: number;
  readonly n: number;
  readonly event: EventIndex;
}
