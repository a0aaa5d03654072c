// Where two dialects part over one history: every merge of a room is resolved by both, from the
// same input states, so that one difference does not cause the next. Says what the second one
// replayed though all of its inputs hold it, which is how most such differences come about.
import type { EventId } from "../../protocol/event.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import { RoomStates } from "../../protocol/room-states.ts";
import { resolve, type ResolutionStep } from "../../protocol/state-res/index.ts";
import type { StateId } from "../../protocol/state.ts";

/** One merge at which the dialects give different states. */
export interface DialectDifference {
  /** The event that merges. */
  readonly event: EventId;
  /** What each dialect has at the slots that differ; null for nothing. */
  readonly slots: readonly {
    readonly type: string;
    readonly stateKey: string;
    readonly base: EventId | null;
    readonly other: EventId | null;
  }[];
  /** Events that the other dialect replayed although every input state holds them. */
  readonly replayedThoughShared: readonly EventId[];
}

export interface DialectComparison {
  readonly merges: number;
  readonly differences: readonly DialectDifference[];
}

/**
 * Compares dialects over all merges of a room.
 * @param names the dialect whose states are walked, and the one that is held against it
 * @example compareDialects(graph, { base: "synapse", other: "spec" }).differences.length
 */
export function compareDialects(
  graph: RoomGraph,
  names: { base: string; other: string },
): DialectComparison {
  const states = new RoomStates(graph, { dialect: names.base });
  const differences: DialectDifference[] = [];
  let merges = 0;
  for (let event = 0; event < graph.count; event++) {
    if (!graph.has(event) || graph.prevCount(event) < 2) continue;
    const inputs = [...graph.prevs(event)].map((prev) => states.after(prev));
    if (inputs.some((state) => state < 0)) continue;
    merges++;
    const base = states.before(event);
    const steps: ResolutionStep[] = [];
    const { rejected } = states;
    const observe = (step: ResolutionStep) => void steps.push(step);
    const other = resolve(graph, inputs, { dialect: names.other, rejected, observe });
    if (other !== base) differences.push(describe(graph, event, { base, other, steps }));
  }
  return { merges, differences };
}

function describe(
  graph: RoomGraph,
  event: EventIndex,
  { base, other, steps }: { base: StateId; other: StateId; steps: readonly ResolutionStep[] },
): DialectDifference {
  const id = (index: EventIndex) => (index < 0 ? null : graph.id(index));
  const slots: DialectDifference["slots"][number][] = [];
  graph.states.forEachChange(base, other, (slot, a, b) => {
    slots.push({ ...graph.slotNames(slot), base: id(a), other: id(b) });
  });
  const split = steps.find((step) => step.step === "split");
  const shared = (checked: EventIndex): boolean => {
    if (split === undefined || graph.slot(checked) < 0) return false;
    return graph.states.get(split.unconflicted, graph.slot(checked)) === checked;
  };
  const replayed = steps.flatMap((step) => (step.step === "auth-check" ? [step.event] : []));
  return {
    event: graph.id(event),
    slots,
    replayedThoughShared: replayed.filter(shared).map((index) => graph.id(index)),
  };
}
