// State resolution: one state out of several, by the algorithm of the room's version.
import { ascendingSet } from "../ascending-set.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { emptyState, type StateId } from "../state.ts";
import { dialect as namedDialect, type Dialect } from "./dialect.ts";
import { noCounts, type ResolutionCounts, type ResolutionObserver } from "./observe.ts";
import { resolveV1 } from "./v1.ts";
import { resolveV2 } from "./v2.ts";

export { dialect, dialectKnows, dialects, dialectSwitches, findDialect } from "./dialect.ts";
export { switchesOf, withSwitches } from "./dialect.ts";
export type { Dialect, DialectSwitch } from "./dialect.ts";
export { noCounts } from "./observe.ts";
export type {
  OrderDecision,
  OrderKey,
  ResolutionCounts,
  ResolutionObserver,
  ResolutionStep,
} from "./observe.ts";

export interface ResolveOptions {
  /** A preset's name or a dialect of one's own (default: `spec`). */
  readonly dialect?: string | Dialect;
  /** Events that the asking server has rejected (default: none). */
  readonly rejected?: (event: EventIndex) => boolean;
  /** Receives every step. */
  readonly observe?: ResolutionObserver;
  /** Filled with the amount of work. */
  readonly counts?: ResolutionCounts;
}

const none = () => false;

/**
 * Resolves any number of states at once; the order and repetition of the states do not matter.
 * @returns the resolved state; of no state the empty one, of one state that state.
 * @example const merged = resolve(room, [stateA, stateB], { dialect: "synapse" });
 */
export function resolve(
  room: RoomGraph,
  states: readonly StateId[],
  options: ResolveOptions = {},
): StateId {
  const distinct = ascendingSet(states);
  if (distinct.length === 0) return emptyState;
  if (distinct.length === 1) return distinct[0];
  const { dialect = "spec", rejected = none, observe, counts = noCounts() } = options;
  const switches = typeof dialect === "string" ? namedDialect(dialect) : dialect;
  if (room.version.stateResolution === "v1") {
    return resolveV1(room, { states: distinct, dialect: switches, counts, observe });
  }
  return resolveV2(room, { states: distinct, dialect: switches, rejected, counts, observe });
}
