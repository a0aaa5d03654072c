// Why a resolution came out as it did: for every contested key the event that stays, those that do
// not, and the reasons as data, gathered by watching the resolution. It decides nothing itself.
// explain-text.ts makes sentences of it.
import { authoriseIn } from "../auth/index.ts";
import type { AuthRefusal } from "../auth/verdict.ts";
import { compareCodePoints } from "../code-points.ts";
import { eventRef } from "../event-name.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import { counterfactual, eventsMax, type Counterfactual } from "./counterfactual.ts";
import { chainsOf, linkedBetween } from "./explain-chains.ts";
import { Orders } from "./explain-orders.ts";
import type { Because, Explanation, KeyExplanation, Outcome } from "./explanation.ts";
import type { DecidedBy, Replayed } from "./explanation.ts";
import { dialect as namedDialect, type Dialect } from "./dialect.ts";
import { noCounts, resolve, type ResolutionStep } from "./index.ts";
import { ReplayView } from "./iterative-auth.ts";
import { decides } from "./v1.ts";

export interface ExplainOptions {
  /** A preset's name or a dialect of one's own (default: `spec`). */
  readonly dialect?: string | Dialect;
  /** Events that the asking server has rejected (default: none). */
  readonly rejected?: (event: EventIndex) => boolean;
  /** What to call the states (default: `state 1`, `state 2` …). */
  readonly labels?: readonly string[];
  /** Also finds what would have to change for others to win; resolves many times (default: no). */
  readonly counterfactuals?: boolean;
}

export type * from "./explanation.ts";

/**
 * Resolves states and tells why every contested key came out as it did.
 * @example explainText(explainResolution(room, [stateA, stateB])) // sentences
 */
export function explainResolution(
  room: RoomGraph,
  states: readonly StateId[],
  options: ExplainOptions = {},
): Explanation {
  const dialect = options.dialect ?? "spec";
  const chosen = typeof dialect === "string" ? namedDialect(dialect) : dialect;
  const rejected = options.rejected ?? (() => false);
  const { labels, counterfactuals = false } = options;
  const watch = new Watch(room, { states, labels, dialect: chosen, rejected, counterfactuals });
  const counts = noCounts();
  const observe = (step: ResolutionStep) => watch.see(step);
  const result = resolve(room, states, { dialect: chosen, rejected, observe, counts });
  return {
    algorithm: room.version.stateResolution,
    dialect: chosen.name,
    labels: watch.labels,
    counts,
    result: room.stateIds(result),
    keys: watch.keys(result),
  };
}

interface WatchInput {
  readonly states: readonly StateId[];
  readonly labels: readonly string[] | undefined;
  readonly dialect: Dialect;
  readonly rejected: (event: EventIndex) => boolean;
  readonly counterfactuals: boolean;
}

type AuthCheck = ResolutionStep & { readonly step: "auth-check" };

/** Gathers the steps of one resolution and then tells of each key. */
class Watch {
  readonly labels: readonly string[];
  readonly #room: RoomGraph;
  readonly #input: WatchInput;
  readonly #orders: Orders;
  readonly #conflicted = new Set<EventIndex>();
  readonly #conflictedSlots = new Set<number>();
  readonly #difference = new Set<EventIndex>();
  /** Auth checks by slot, in their order. */
  readonly #checks = new Map<number, AuthCheck[]>();
  /** v1: the candidates of a slot in the order in which they are tried. */
  readonly #candidates = new Map<number, readonly EventIndex[]>();
  #mainlineLength = 0;
  #chains: readonly ReadonlySet<EventIndex>[] | undefined;

  constructor(room: RoomGraph, input: WatchInput) {
    this.#room = room;
    this.#input = input;
    this.#orders = new Orders(room, input.dialect);
    this.labels = input.states.map((_state, n) => input.labels?.[n] ?? `state ${n + 1}`);
  }

  see(step: ResolutionStep): void {
    switch (step.step) {
      case "split":
        for (const { slot, events } of step.conflicted) {
          this.#conflictedSlots.add(slot);
          for (const event of events) if (event >= 0) this.#conflicted.add(event);
        }
        return;
      case "depth-order": {
        const names = this.#room.slotNames(step.slot);
        const pass = decides(names, this.#input.dialect) ? 1 : 2;
        this.#candidates.set(step.slot, pass === 1 ? step.order : step.order.toReversed());
        return this.#orders.setDepth(step, pass);
      }
      case "auth-difference":
        for (const event of step.events) this.#difference.add(event);
        return;
      case "power-order":
        return this.#orders.setPower(step);
      case "mainline":
        this.#mainlineLength = step.events.length;
        return;
      case "mainline-order":
        return this.#orders.setMainline(step, this.#mainlineLength);
      case "auth-check": {
        const slot = this.#room.slot(step.event);
        if (slot >= 0) this.#checks.set(slot, [...(this.#checks.get(slot) ?? []), step]);
        return;
      }
    }
  }

  keys(result: StateId): KeyExplanation[] {
    const slots = new Set([...this.#conflictedSlots, ...this.#checks.keys()]);
    const keys = [...slots].map((slot) => this.#key(slot, result));
    return keys.sort(
      (a, b) => compareCodePoints(a.type, b.type) || compareCodePoints(a.stateKey, b.stateKey),
    );
  }

  #key(slot: number, result: StateId): KeyExplanation {
    const room = this.#room;
    const at = (state: StateId) => room.states.get(state, slot);
    const ref = (event: EventIndex) => (event < 0 ? null : eventRef(room, event));
    const winner = at(result);
    const checks = this.#checks.get(slot) ?? [];
    const candidates = this.#candidates.get(slot);
    const otherwise = this.#otherwise(slot, winner);
    return {
      ...(otherwise === undefined ? {} : { otherwise }),
      ...room.slotNames(slot),
      conflicted: this.#conflictedSlots.has(slot),
      said: this.#input.states.map((state) => ref(at(state))),
      winner: ref(winner),
      replayed:
        candidates === undefined
          ? checks.map((check, n) => {
              const outcome = this.#outcome(check, { checks, n, winner });
              return this.#replayed(check.event, { rival: checks[n - 1]?.event, outcome });
            })
          : candidates.map((event, n) => {
              const outcome = this.#outcomeInV1(event, { checks, n, winner });
              return this.#replayed(event, { rival: candidates[n - 1], outcome });
            }),
    };
  }

  /** @param rival the event of the same key that was replayed before */
  #replayed(event: EventIndex, { rival, outcome }: { rival?: EventIndex; outcome: Outcome }) {
    const because = this.#because(event);
    const place = this.#orders.place(event);
    const replayed: Replayed = { event: eventRef(this.#room, event), because, place, outcome };
    if (rival === undefined) return replayed;
    const comparison = this.#orders.compare(rival, event);
    return { ...replayed, after: { ...comparison, rival: eventRef(this.#room, rival) } };
  }

  /** What would have let each loser win; the key that none of the events holds has only losers. */
  #otherwise(slot: number, winner: EventIndex): Counterfactual[] | undefined {
    const { states, dialect, rejected, counterfactuals } = this.#input;
    if (!counterfactuals || !this.#conflictedSlots.has(slot)) return undefined;
    const replayed = this.#orders.events();
    if (replayed.length > eventsMax) return undefined;
    const held = new Set(states.map((state) => this.#room.states.get(state, slot)));
    const losers = [...held].filter((event) => event >= 0 && event !== winner);
    const contest = { states, dialect, rejected, slot, winner, replayed };
    return losers.map((loser) => counterfactual(this.#room, contest, loser));
  }

  #outcomeInV1(event: EventIndex, context: KeyContext): Outcome {
    const at = context.checks.findIndex((check) => check.event === event);
    if (at >= 0) return this.#outcome(context.checks[at], { ...context, n: at });
    if (this.#orders.place(event).pass === 1 && context.n === 0) {
      return { kind: "taken", stays: context.winner === event };
    }
    return { kind: "untried" };
  }

  #because(event: EventIndex): Because {
    if (this.#conflicted.has(event)) return { kind: "conflicted" };
    const room = this.#room;
    const path = this.#difference.has(event)
      ? undefined
      : linkedBetween(room, event, this.#conflicted);
    if (path !== undefined) {
      const [from, to] = [eventRef(room, path.from), eventRef(room, path.to)];
      return { kind: "subgraph", from, to };
    }
    this.#chains ??= chainsOf(room, this.#input.states, this.#input.dialect);
    const chains = this.#chains;
    const inChainsOf = this.labels.filter((_label, state) => chains[state].has(event));
    return { kind: "auth-difference", inChainsOf };
  }

  #outcome(check: AuthCheck, { checks, n, winner }: KeyContext): Outcome {
    const { event, verdict } = check;
    if (!verdict.ok) {
      const decidedBy = this.#decidedBy(check, verdict);
      return decidedBy === undefined
        ? { kind: "refused", verdict }
        : { kind: "refused", verdict, decidedBy };
    }
    const later = checks.slice(n + 1).find((other) => other.verdict.ok);
    if (later !== undefined) return { kind: "replaced", by: eventRef(this.#room, later.event) };
    if (winner === event) return { kind: "stays" };
    return { kind: "overridden", by: eventRef(this.#room, winner) };
  }

  /** Judges the event again and remembers the last slot that the rule asked for. */
  #decidedBy({ event, state }: AuthCheck, verdict: AuthRefusal): DecidedBy | undefined {
    const room = this.#room;
    const { dialect, rejected } = this.#input;
    const view = new ReplayView(room, { start: state, dialect, rejected });
    view.turnTo(event);
    let last = -1;
    const again = authoriseIn(room, event, {
      event: (slot) => view.event((last = slot)),
      reading: dialect,
    });
    // Rules about the event's list of auth events, or an earlier rejection, ask for no slot.
    if (again.ok || again.rule !== verdict.rule || last < 0) return undefined;
    const found = view.event(last);
    const foundIn =
      found < 0 ? "nowhere" : room.states.get(state, last) === found ? "state" : "own auth events";
    return { ...room.slotNames(last), event: found < 0 ? null : eventRef(room, found), foundIn };
  }
}

interface KeyContext {
  readonly checks: readonly AuthCheck[];
  readonly n: number;
  readonly winner: EventIndex;
}
