// A room as the rules of one dialect show it: states, verdicts, steps of extremities. Everything
// here is a pure function of the room graph, worked out once and shared by all servers of that
// dialect; with `remember: false` each server works everything out for itself. A server that has some
// events in their redacted form only has a lens of its own.
import { authorise, authoriseByAuthEvents, type AuthVerdict } from "../../protocol/auth/index.ts";
import { allowed } from "../../protocol/auth/verdict.ts";
import type { Pdu } from "../../protocol/event.ts";
import { PairMap } from "../../protocol/pair-map.ts";
import { rewordedGraph } from "../../protocol/reworded-graph.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import { RoomStates, type Resolution } from "../../protocol/room-states.ts";
import type { StateId } from "../../protocol/state.ts";
import { growInts } from "../../protocol/typed-arrays.ts";
import type { ExtremitySet, ExtremitySets } from "./extremity-sets.ts";

/** What all lenses of a room look at. */
interface LensSubject {
  readonly graph: RoomGraph;
  readonly sets: ExtremitySets;
}

interface LensOptions {
  readonly dialect: string;
  /** False: every answer is worked out again. */
  readonly remember: boolean;
}

export class Lens {
  readonly shared: LensSubject;
  /** The room's events as they are read here. */
  readonly graph: RoomGraph;
  readonly states: RoomStates;
  /** The lens of servers that have all events whole. */
  readonly plain: Lens;
  readonly #options: LensOptions;
  readonly #remember: boolean;
  readonly #currents: (Resolution | undefined)[] = [];
  readonly #verdicts: AuthVerdict[] = [];
  /** From an event and a state to the place of the verdict. */
  readonly #judged = new PairMap();
  readonly #cited: (AuthVerdict | undefined)[] = [];
  /** From a set of extremities and an event to the next set. */
  readonly #steps = new PairMap();
  /** The last state that an event was judged in, and the verdict: servers come in step. */
  #lastState = new Int32Array(64);
  readonly #lastVerdict: AuthVerdict[] = [];
  #lastSet = new Int32Array(64);
  #lastNext = new Int32Array(64);

  /** @param texts events that are read in other words, and the lens of those who read all as it is */
  constructor(
    shared: LensSubject,
    options: LensOptions,
    other?: { texts: ReadonlyMap<EventIndex, Pdu>; plain: Lens },
  ) {
    this.shared = shared;
    this.graph = other === undefined ? shared.graph : rewordedGraph(shared.graph, other.texts);
    this.plain = other?.plain ?? this;
    this.states = new RoomStates(this.graph, options);
    this.#options = options;
    this.#remember = options.remember;
  }

  /** A lens of the same dialect for a server that has other texts of some events. */
  reworded(texts: ReadonlyMap<EventIndex, Pdu>): Lens {
    const { plain } = this;
    return texts.size === 0 ? plain : new Lens(this.shared, this.#options, { texts, plain });
  }

  /** The current state over a set of extremities whose states follow from the graph. */
  current(set: ExtremitySet): Resolution {
    const known = this.#remember ? this.#currents[set] : undefined;
    if (known !== undefined) return known;
    const resolution = this.states.resolutionAfter(this.shared.sets.members(set));
    if (resolution === undefined) throw new Error("an extremity's state does not follow");
    if (this.#remember) this.#currents[set] = resolution;
    return resolution;
  }

  /** Receipt check 6: is the event allowed in a current state? */
  allowedIn(event: EventIndex, state: StateId): AuthVerdict {
    const { states } = this;
    if (!this.#remember) return authorise(this.graph, event, state, states.dialect);
    // Check 5 asks the same of the state before the event, which most events meet as the current one.
    if (states.before(event) === state && states.rejection(event) === undefined) return allowed;
    if (event >= this.#lastState.length) this.#grow(event + 1);
    if (this.#lastState[event] === state + 1) return this.#lastVerdict[event];
    let place = this.#judged.get(event, state);
    if (place < 0) {
      const verdict = authorise(this.graph, event, state, states.dialect);
      place = this.#verdicts.push(verdict) - 1;
      this.#judged.set(event, state, place);
    }
    this.#lastState[event] = state + 1;
    return (this.#lastVerdict[event] = this.#verdicts[place]);
  }

  /** Receipt check 4 of an event that is known only as part of a state or an auth chain. */
  allowedByAuthEvents(event: EventIndex): AuthVerdict {
    let verdict = this.#remember ? this.#cited[event] : undefined;
    if (verdict === undefined) {
      const { rejected, dialect } = this.states;
      verdict = authoriseByAuthEvents(this.graph, event, rejected, dialect);
      if (this.#remember) this.#cited[event] = verdict;
    }
    return verdict;
  }

  /** The extremities after an accepted event that replaces its prev events. */
  step(set: ExtremitySet, event: EventIndex): ExtremitySet {
    if (!this.#remember) return this.#replacePrevs(set, event);
    if (event >= this.#lastState.length) this.#grow(event + 1);
    if (this.#lastSet[event] === set + 1) return this.#lastNext[event];
    let next = this.#steps.get(set, event);
    if (next < 0) {
      next = this.#replacePrevs(set, event);
      this.#steps.set(set, event, next);
    }
    this.#lastSet[event] = set + 1;
    this.#lastNext[event] = next;
    return next;
  }

  #replacePrevs(set: ExtremitySet, event: EventIndex): ExtremitySet {
    const { graph, sets } = this.shared;
    return sets.replace(set, (member) => graph.isPrev(member, event), event);
  }

  #grow(length: number): void {
    this.#lastState = growInts(this.#lastState, length);
    this.#lastSet = growInts(this.#lastSet, length);
    this.#lastNext = growInts(this.#lastNext, length);
  }
}
