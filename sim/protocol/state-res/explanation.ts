// The shape of an explanation: plain data, fit for JSON. explain.ts gathers it, explain-text.ts
// makes sentences of it, the viewer shows it.
import type { AuthRefusal } from "../auth/verdict.ts";
import type { EventRef } from "../event-name.ts";
import type { Counterfactual } from "./counterfactual.ts";
import type { Comparison, Place } from "./explain-orders.ts";
import type { ResolutionCounts } from "./observe.ts";

/** A whole resolution. Plain data, fit for JSON. */
export interface Explanation {
  readonly algorithm: "v1" | "v2" | "v2.1";
  readonly dialect: string;
  readonly labels: readonly string[];
  readonly counts: ResolutionCounts;
  /** Events of the resolved state, sorted. */
  readonly result: readonly string[];
  /** Keys that were in conflict or touched by the replay, in order of type and state key. */
  readonly keys: readonly KeyExplanation[];
}

/** What became of one type and state key. */
export interface KeyExplanation {
  readonly type: string;
  readonly stateKey: string;
  /** False: all states agreed, and the replay of older events changed nothing about it. */
  readonly conflicted: boolean;
  /** What each state held, in the order of the labels; null for nothing. */
  readonly said: readonly (EventRef | null)[];
  /** The event of the resolved state; null if the key is absent from it. */
  readonly winner: EventRef | null;
  /** Every event of this key that was replayed, in the order in which it was. */
  readonly replayed: readonly Replayed[];
  /** What would have let each loser of a conflicted key win; only where it was asked for. */
  readonly otherwise?: readonly Counterfactual[];
}

/** One event's way through a resolution. */
export interface Replayed {
  readonly event: EventRef;
  readonly because: Because;
  readonly place: Place;
  /** How it stands to the event of this key that was replayed before it. */
  readonly after?: Comparison & { readonly rival: EventRef };
  readonly outcome: Outcome;
}

/** Why an event is in the full conflicted set. */
export type Because =
  | { readonly kind: "conflicted" }
  /** Labels of the states whose auth chains hold it; the others' do not. */
  | { readonly kind: "auth-difference"; readonly inChainsOf: readonly string[] }
  /** Since v2.1: it lies between two conflicted events. */
  | { readonly kind: "subgraph"; readonly from: EventRef; readonly to: EventRef };

export type Outcome =
  | { readonly kind: "stays" }
  | { readonly kind: "replaced"; readonly by: EventRef }
  /** v1: taken without a check, as the least deep of a key that others are judged by. */
  | { readonly kind: "taken"; readonly stays: boolean }
  /** v1: never looked at, because the key was decided before. */
  | { readonly kind: "untried" }
  /** All states agreed on another event, and what all agree on is put back at the end. */
  | { readonly kind: "overridden"; readonly by: EventRef }
  | { readonly kind: "refused"; readonly verdict: AuthRefusal; readonly decidedBy?: DecidedBy };

/** The last thing that the refusing rule looked at. */
export interface DecidedBy {
  readonly type: string;
  readonly stateKey: string;
  readonly event: EventRef | null;
  /** Where it was found; `nowhere`: neither the state nor the event's auth events have it. */
  readonly foundIn: "state" | "own auth events" | "nowhere";
}
