// The referee's opinions on the events of a trace. Each question is put once, whichever part of
// auth-held and however many servers want the answer, also where events (alike.ts) or states
// (answer-tree.ts) differ only in what the rules do not look at; as servers come in step, the answer that
// was given last for an event is looked for first. Knows nothing of what servers answered themselves.
import type { AuthVerdict } from "../../../protocol/auth/verdict.ts";
import type { EventIndex } from "../../../protocol/room-graph.ts";
import type { StateId } from "../../../protocol/state.ts";
import { dialects } from "../../../protocol/state-res/dialect.ts";
import { Alike } from "./alike.ts";
import { AnswerTree } from "./answer-tree.ts";
import type { Reading } from "../../view/readings.ts";
import type { PlainState, Referee } from "../../referee.ts";
import { isRejected } from "../../view/grasp.ts";
import type { RoomTrace } from "../../view/room-trace.ts";
import type { TraceView } from "../../view/trace-view.ts";

/** All opinions on a trace. */
export class Opinions {
  readonly #view: TraceView;
  readonly #referee: Referee;
  /** By room and server: its dialect, and the opinions by that. */
  readonly #rooms: { readonly dialect: string; readonly opinions: RoomOpinions }[][] = [];
  readonly #all: RoomOpinions[] = [];

  constructor(view: TraceView, referee: Referee) {
    this.#view = view;
    this.#referee = referee;
  }

  /**
   * The opinions that a server should have of a room at its n-th arrival: servers that judge by the same share
   * them.
   */
  of(room: RoomTrace, server: number, n: number): RoomOpinions {
    const ofRoom = (this.#rooms[room.number] ??= []);
    const dialect = dialectOf(this.#view, server, n);
    const last = ofRoom[server];
    if (last?.dialect === dialect) return last.opinions;
    const opinions = this.#shared(room, server, dialect);
    ofRoom[server] = { dialect, opinions };
    return opinions;
  }

  #shared(room: RoomTrace, server: number, dialect: string): RoomOpinions {
    const reading = room.readings.of(server);
    const known = this.#all.find((opinions) => {
      const isSame = opinions.room === room && opinions.dialect === dialect;
      return isSame && opinions.reading.key === reading.key;
    });
    if (known !== undefined) return known;
    const opinions = new RoomOpinions(room, this.#referee, { dialect, reading });
    this.#all.push(opinions);
    return opinions;
  }

  /** How many different questions there were about events that came. */
  get asked(): number {
    return this.#all.reduce((sum, { asked }) => sum + asked, 0);
  }
}

/** The dialect by which a server read the rules at its n-th arrival; what the referee does not know is the text. */
export function dialectOf(view: TraceView, server: number, n: number): string {
  const dialect = view.dialects.at(server, n);
  return dialects.has(dialect) ? dialect : "spec";
}

/** What the referee says of an event that came: by its auth events, and by the state before it. */
export interface Opinion {
  readonly before: StateId;
  /** The places of those auth events that the server has rejected. */
  readonly rejections: string;
  readonly cited: AuthVerdict;
  /** Undefined where there is no state before. */
  readonly inState: AuthVerdict | undefined;
}

/** The opinions on one room by one dialect and reading; the room's graph has grown to its end. */
export class RoomOpinions {
  readonly dialect: string;
  readonly reading: Reading;
  readonly room: RoomTrace;
  readonly #referee: Referee;
  readonly #alike: Alike;
  /** By event that stands for others: the state that was asked for last, and the verdict. */
  readonly #lastState: Int32Array;
  readonly #lastVerdict: AuthVerdict[] = [];
  readonly #inState: (AnswerTree | undefined)[] = [];
  /** By event that stands for others, and by rejections: what the referee says of its auth events. */
  readonly #cited: (Map<string, AuthVerdict> | undefined)[] = [];
  readonly #ofEvent: (Opinion[] | undefined)[] = [];
  /** Different questions about events that came. */
  asked = 0;

  constructor(
    room: RoomTrace,
    referee: Referee,
    { dialect, reading }: { dialect: string; reading: Reading },
  ) {
    this.room = room;
    this.#referee = referee;
    this.dialect = dialect;
    this.reading = reading;
    this.#alike = new Alike(room.graph);
    this.#lastState = new Int32Array(room.graph.count).fill(-1);
  }

  /** Do the rules allow an event in a state? The trace must hold all of the state. */
  inState(event: EventIndex, state: StateId): AuthVerdict {
    const first = this.#alike.firstLike(event);
    if (this.#lastState[first] === state) return this.#lastVerdict[first];
    const answers = (this.#inState[first] ??= new AnswerTree(this.room));
    const verdict = answers.of(state, (watched) => this.#askInState(first, watched));
    this.#lastState[first] = state;
    this.#lastVerdict[first] = verdict;
    return verdict;
  }

  #askInState(event: EventIndex, state: PlainState): AuthVerdict {
    const { graph } = this.room;
    return this.#referee.authoriseByState({
      version: graph.version.id,
      dialect: this.dialect,
      id: graph.id(event),
      state,
      get: this.reading.get,
    });
  }

  /**
   * The opinion on an event that came to a server.
   * @param arrival the event, at which of the server's arrivals, and the state before it, -1 where there is none
   * @returns undefined where the trace lacks an auth event or one of the state
   */
  onArrival(
    server: number,
    { event, n, before }: { event: EventIndex; n: number; before: StateId },
  ): Opinion | undefined {
    const rejections = this.#rejections(server, event, n);
    if (rejections === undefined) return undefined;
    const known = this.#ofEvent[event]?.find((opinion) => {
      return opinion.before === before && opinion.rejections === rejections;
    });
    if (known !== undefined) return known;
    if (before >= 0 && !this.room.isWhole(before)) return undefined;
    const cited = this.#citedBy(event, rejections, { server, n });
    const inState = before < 0 ? undefined : this.inState(event, before);
    const opinion = { before, rejections, cited, inState };
    (this.#ofEvent[event] ??= []).push(opinion);
    this.asked++;
    return opinion;
  }

  #citedBy(
    event: EventIndex,
    rejections: string,
    { server, n }: { server: number; n: number },
  ): AuthVerdict {
    const first = this.#alike.firstLike(event);
    const known = (this.#cited[first] ??= new Map());
    let verdict = known.get(rejections);
    if (verdict === undefined) {
      verdict = this.#askCited(server, first, n);
      known.set(rejections, verdict);
    }
    return verdict;
  }

  #askCited(server: number, event: EventIndex, n: number): AuthVerdict {
    const { room } = this;
    return this.#referee.authoriseByAuthEvents({
      version: room.graph.version.id,
      dialect: this.dialect,
      id: room.graph.id(event),
      get: this.reading.get,
      rejected: room.rejectedAt(server, n),
    });
  }

  /** Which auth events the server had rejected by then, by place; undefined where the trace lacks one. */
  #rejections(server: number, event: EventIndex, n: number): string | undefined {
    const { graph, lateRejections } = this.room;
    const grasps = this.room.graspsOf(server);
    let rejections = "";
    for (let place = graph.authCount(event) - 1; place >= 0; place--) {
      const auth = graph.auth(event, place);
      if (!graph.has(auth)) return undefined;
      if (isRejected(grasps[auth]) && !lateRejections.isStillToCome(server, auth, n)) {
        rejections += `,${place}`;
      }
    }
    return rejections;
  }
}
