// Two tellings of one history side by side: events that the rules judge otherwise, the first event
// after which the states differ, and what the room ends with. Events are numbers of the model.
import type { Rejection, StateId } from "../../sim/protocol/index.ts";
import type { History } from "./retell.ts";

/** A slot that the two end with differently; -1 for nothing. */
export interface SlotChange {
  readonly type: string;
  readonly stateKey: string;
  readonly was: number;
  readonly is: number;
}

/** An event that one of the two rejects, or for another reason. */
export interface Judged {
  readonly event: number;
  readonly was: Rejection | undefined;
  readonly is: Rejection | undefined;
}

export interface HistoryDifference {
  /** In the order of the trace. */
  readonly judged: readonly Judged[];
  /** Events after which the two have different states, in the order of the trace. */
  readonly parted: readonly number[];
  /** The events that both have, in the order of the trace. */
  readonly events: readonly number[];
  readonly slots: readonly SlotChange[];
}

/** How a changed history differs from what was. */
export function compareHistories(was: History, is: History): HistoryDifference {
  const judged: Judged[] = [];
  const parted: number[] = [];
  const same = sameStates(was, is);
  const events: number[] = [];
  for (let at = 0; at < was.graph.count; at++) {
    const event = was.toModel(at);
    const there = event < 0 ? -1 : is.toGraph(event);
    if (there < 0) continue;
    events.push(event);
    const [before, now] = [was.states.rejection(at), is.states.rejection(there)];
    if ((before === undefined) !== (now === undefined))
      judged.push({ event, was: before, is: now });
    if (!same(was.states.after(at), is.states.after(there))) parted.push(event);
  }
  const byPlace = (a: number, b: number) => a - b;
  return {
    judged: judged.sort((a, b) => a.event - b.event),
    parted: parted.sort(byPlace),
    events: events.sort(byPlace),
    slots: slotChanges(was, is),
  };
}

/** Compares states of the two by their events; each pair is looked at once. */
function sameStates(was: History, is: History): (a: StateId, b: StateId) => boolean {
  const known = new Map<string, boolean>();
  return (a, b) => {
    if (a < 0 || b < 0) return a < 0 && b < 0;
    const key = `${a} ${b}`;
    const answer = known.get(key) ?? isSame(slotsOf(was, a), slotsOf(is, b));
    known.set(key, answer);
    return answer;
  };
}

function isSame(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([slot, event]) => b.get(slot) === event);
}

function slotsOf(history: History, state: StateId): Map<string, number> {
  const slots = new Map<string, number>();
  history.graph.states.forEach(state, (slot, event) => {
    const { type, stateKey } = history.graph.slotNames(slot);
    slots.set(`${type}\u0000${stateKey}`, history.toModel(event));
  });
  return slots;
}

function slotChanges(was: History, is: History): SlotChange[] {
  const [before, now] = [slotsOf(was, was.final), slotsOf(is, is.final)];
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((slot) => before.get(slot) !== now.get(slot))
    .sort()
    .map((slot) => {
      const [type, stateKey] = slot.split("\u0000");
      return { type, stateKey, was: before.get(slot) ?? -1, is: now.get(slot) ?? -1 };
    });
}
