// The part of auth-held that puts receipt check 6 to the referee: was an event that another server
// sent allowed in the state that counts? That is the current state which the server held when it
// came, or the one that the arrival names: over a gap the resolution with the state before the
// event, and what a server without a joined member goes by. What a server that is in the room and
// has all prev events names is not believed.
// Spec v1.19, server-server API, "Soft failure".
import type { EventIndex } from "../../../protocol/room-graph.ts";
import type { StateId } from "../../../protocol/state.ts";
import { graspIn, isChecked, trait, type ArrivalColumns } from "../../view/arrival-columns.ts";
import type { AuthTally } from "./auth-tally.ts";
import type { Opinions, RoomOpinions } from "./opinions.ts";
import { grasp, isPlaced } from "../../view/grasp.ts";
import type { RoomTrace } from "../../view/room-trace.ts";
import type { Residents } from "../../view/residents.ts";
import type { Loss, TraceView } from "../../view/trace-view.ts";
import { inRoom, nameEvent } from "../../wording.ts";

/** Compares every soft failure, and every event that was spared one, with the referee. */
export function judgeSoftFailures(view: TraceView, opinions: Opinions, tally: AuthTally): void {
  const rooms = view.rooms.map((room) => room && { room, residents: room.residents() });
  for (let server = 0; server < view.arrivals.length; server++) {
    const judges = rooms.map((one) => {
      return one && new SoftFailureJudge({ view, ...one, server, opinions, tally });
    });
    const { events } = view.columns[server];
    const losses = view.lossesOf(server);
    for (let n = 0; n < events.length; n++) {
      while (losses.length > 0 && losses[0].after <= n) {
        const { room, events: lost } = losses.shift() as Loss;
        judges[room.number]?.forget(lost);
      }
      judges[view.roomNumberOf(events[n])]?.take(n);
    }
  }
}

/** Follows one server through one room. */
class SoftFailureJudge {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #server: number;
  readonly #columns: ArrivalColumns;
  readonly #opinions: Opinions;
  /** Those of all its arrivals, where the server stays with its dialect. */
  readonly #always: RoomOpinions | undefined;
  readonly #tally: AuthTally;
  readonly #residents: Residents;
  readonly #placed: Uint8Array;

  constructor(input: {
    view: TraceView;
    room: RoomTrace;
    residents: Residents;
    server: number;
    opinions: Opinions;
    tally: AuthTally;
  }) {
    const { view, room, residents, server, opinions, tally } = input;
    this.#view = view;
    this.#room = room;
    this.#server = server;
    this.#columns = view.columns[server];
    this.#opinions = opinions;
    if (!view.dialects.hasChanged(server)) this.#always = opinions.of(room, server, 0);
    this.#tally = tally;
    this.#residents = residents;
    this.#placed = new Uint8Array(room.graph.count);
  }

  /** Takes the n-th arrival at the server. */
  take(n: number): void {
    const { events, traits, standings } = this.#columns;
    const event = this.#view.eventOf(events[n]);
    if (isChecked(traits[n])) {
      let counts = standings[n];
      if ((traits[n] & trait.names) !== 0 && this.#mayNameAnother(event, counts)) {
        counts = this.#view.arrivals[this.#server][n].against ?? counts;
      }
      if (counts >= 0) this.#judge({ n, event }, this.#room.state(counts));
    }
    if (isPlaced(graspIn(traits[n]))) this.#placed[event] = 1;
  }

  /** The server lost events that it had stored: over them there are gaps again. */
  forget(lost: readonly number[]): void {
    for (const traceIndex of lost) {
      const event = this.#room.eventOf(traceIndex);
      if (event >= 0) this.#placed[event] = 0;
    }
  }

  /** True over a gap, and where the server sees itself outside. */
  #mayNameAnother(event: EventIndex, standing: number): boolean {
    const { graph } = this.#room;
    for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
      if (this.#placed[graph.prev(event, n)] === 0) return true;
    }
    const state = standing < 0 ? -1 : this.#room.state(standing);
    return state < 0 || !this.#residents.moveTo(state).has(this.#server);
  }

  #judge(taken: Taken, state: StateId): void {
    const room = this.#room;
    if (state < 0 || !room.isWhole(state)) {
      this.#tally.untold++;
      return;
    }
    this.#tally.softFailures++;
    const opinions = this.#always ?? this.#opinions.of(room, this.#server, taken.n);
    const { ok } = opinions.inState(taken.event, state);
    const accepted = graspIn(this.#columns.traits[taken.n]) === grasp.accepted;
    if (!ok || !accepted) this.#compare(taken, ok, accepted);
  }

  #compare({ n, event }: Taken, allowed: boolean, accepted: boolean): void {
    const room = this.#room;
    const arrival = this.#view.arrivals[this.#server][n];
    // For want of a policy server's signature: signature-judge.ts.
    const unsigned = !accepted && arrival.why?.check === 7;
    if (allowed === (accepted || unsigned)) return;
    const name = this.#view.serverNames[this.#server];
    const text = () => {
      const where = `${name} was wrong at ${arrival.atMs} ms${inRoom(this.#view, room)}`;
      const rules = allowed ? "allow" : "refuse";
      const what = allowed ? "soft-failed" : "took";
      return `${where}: it ${what} ${nameEvent(room, event)}, which the rules ${rules} in the state that counts`;
    };
    this.#tally.broken.add(text, { events: [arrival.event], servers: [this.#server] });
  }
}

/** The n-th arrival at the server, and its event in the room's graph. */
interface Taken {
  readonly n: number;
  readonly event: EventIndex;
}
