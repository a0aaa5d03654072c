// A room as the rules of one dialect show it: states, verdicts, steps of extremities. Everything
// here is a pure function of the room graph, worked out once and shared by all servers of that
// dialect; with `remember: false` each server works everything out for itself.
import { authorise, authoriseByAuthEvents, type AuthVerdict } from "../protocol/auth/index.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import { RoomStates, type Resolution } from "../protocol/room-states.ts";
import type { StateId } from "../protocol/state.ts";
import { growInts } from "../protocol/typed-arrays.ts";
import type { ExtremitySet } from "./extremity-sets.ts";
import type { SharedRoom } from "./shared-room.ts";

/** Keys of two integers below 2^26 and 2^27. */
const pair = (a: number, b: number) => a * 0x8000000 + b;

export class Lens {
  readonly shared: SharedRoom;
  readonly states: RoomStates;
  readonly #remember: boolean;
  readonly #currents: (Resolution | undefined)[] = [];
  readonly #verdicts = new Map<number, AuthVerdict>();
  readonly #cited: (AuthVerdict | undefined)[] = [];
  readonly #steps = new Map<number, ExtremitySet>();
  /** The last state that an event was judged in, and the verdict: servers come in step. */
  #lastState = new Int32Array(64);
  readonly #lastVerdict: AuthVerdict[] = [];
  #lastSet = new Int32Array(64);
  #lastNext = new Int32Array(64);

  constructor(shared: SharedRoom, options: { dialect: string; remember: boolean }) {
    this.shared = shared;
    this.states = new RoomStates(shared.graph, options);
    this.#remember = options.remember;
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
    if (!this.#remember) return authorise(this.shared.graph, event, state, this.states.dialect);
    if (event >= this.#lastState.length) this.#grow(event + 1);
    if (this.#lastState[event] === state + 1) return this.#lastVerdict[event];
    const key = pair(event, state);
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      verdict = authorise(this.shared.graph, event, state, this.states.dialect);
      this.#verdicts.set(key, verdict);
    }
    this.#lastState[event] = state + 1;
    this.#lastVerdict[event] = verdict;
    return verdict;
  }

  /** Receipt check 4 of an event that is known only as part of a state or an auth chain. */
  allowedByAuthEvents(event: EventIndex): AuthVerdict {
    let verdict = this.#remember ? this.#cited[event] : undefined;
    if (verdict === undefined) {
      const { rejected, dialect } = this.states;
      verdict = authoriseByAuthEvents(this.shared.graph, event, rejected, dialect);
      if (this.#remember) this.#cited[event] = verdict;
    }
    return verdict;
  }

  /** The extremities after an accepted event that replaces its prev events. */
  step(set: ExtremitySet, event: EventIndex): ExtremitySet {
    if (!this.#remember) return this.#replacePrevs(set, event);
    if (event >= this.#lastState.length) this.#grow(event + 1);
    if (this.#lastSet[event] === set + 1) return this.#lastNext[event];
    const key = pair(set, event);
    let next = this.#steps.get(key);
    if (next === undefined) {
      next = this.#replacePrevs(set, event);
      this.#steps.set(key, next);
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
