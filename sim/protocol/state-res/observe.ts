// What an observer of a resolution gets to see: every step, as data. Without an observer none of
// these objects is made.
import type { PowerLevel } from "../auth/power-level.ts";
import type { AuthVerdict } from "../auth/verdict.ts";
import type { EventIndex } from "../room-graph.ts";
import type { StateId } from "../state.ts";

/**
 * Which key put one event before the next: an auth chain, or the first of three that differs; in
 * v1 the depth or the SHA-1 of the event ID. By dialect also `built from its end`, where the order
 * of power events is, and `steps`, the power levels between an event and the mainline.
 */
export type OrderKey =
  | ("auth chain" | "power" | "mainline" | "timestamp" | "event id")
  | ("depth" | "event id hash")
  | ("built from its end" | "steps");

/** Two neighbours of an order, and what decided between them. */
export interface OrderDecision {
  readonly before: EventIndex;
  readonly after: EventIndex;
  readonly by: OrderKey;
}

/** What resolution tells an observer, step by step, in the order of the specification. */
export type ResolutionStep =
  | {
      readonly step: "split";
      readonly inputs: readonly StateId[];
      readonly unconflicted: StateId;
      /** For each conflicted slot the events of the inputs in turn, -1 where absent. */
      readonly conflicted: readonly { slot: number; events: readonly EventIndex[] }[];
    }
  /** v1: the events of one conflicted slot, the least deep first. */
  | {
      readonly step: "depth-order";
      readonly slot: number;
      readonly order: readonly EventIndex[];
      readonly decisions: readonly OrderDecision[];
    }
  | { readonly step: "auth-difference"; readonly events: readonly EventIndex[] }
  | { readonly step: "conflicted-subgraph"; readonly events: readonly EventIndex[] }
  | {
      readonly step: "power-order";
      readonly order: readonly EventIndex[];
      /** Power of each event's sender by the event's own auth events; same order. */
      readonly powers: readonly PowerLevel[];
      readonly decisions: readonly OrderDecision[];
    }
  | {
      readonly step: "auth-check";
      /** 1: power events and what they need (v1: levels, join rules, memberships); 2: the rest. */
      readonly pass: 1 | 2;
      readonly event: EventIndex;
      readonly verdict: AuthVerdict;
      /** The state that it was checked against, before the event's own auth events fill gaps. */
      readonly state: StateId;
      /** What the event replaced at its slot, -1 for nothing. */
      readonly replaced: EventIndex;
    }
  | { readonly step: "mainline"; readonly events: readonly EventIndex[] }
  | {
      readonly step: "mainline-order";
      readonly order: readonly EventIndex[];
      /** Position on the mainline, 0 = newest; the mainline's length where there is none. */
      readonly positions: readonly number[];
      /** Power levels between the event and the mainline; 0 where the dialect does not count. */
      readonly steps: readonly number[];
      readonly decisions: readonly OrderDecision[];
    }
  | {
      readonly step: "unconflicted";
      /** Slots at which the unconflicted state overrides what the passes made. */
      readonly overridden: readonly { slot: number; from: EventIndex; to: EventIndex }[];
      readonly result: StateId;
    };

/** Receives every step in order. */
export type ResolutionObserver = (step: ResolutionStep) => void;

/** How much work a resolution was; MSC4297 asks tools for the first four. */
export interface ResolutionCounts {
  /** Events that conflict. */
  conflicted: number;
  authDifference: number;
  /** Events of the conflicted state subgraph (v2.1; 0 in v2). */
  subgraph: number;
  /** Events that were replayed though they conflict nowhere. */
  replayed: number;
  authChecks: number;
}

/** Counts of a resolution that had nothing to do. */
export function noCounts(): ResolutionCounts {
  return { conflicted: 0, authDifference: 0, subgraph: 0, replayed: 0, authChecks: 0 };
}
