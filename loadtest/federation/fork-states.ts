// Whether two sides of one room agree not only at its end but wherever its branches part or meet: the
// state before each such event, as the other side tells servers (/state_ids), beside ours. A wrong
// state at a fork can be healed by later events, and then the end alone would not show it.
import type { Replica, SharedRoom } from "../../sim/server/index.ts";
import type { SlotMap } from "./target-view.ts";

/** A slot at which the states before an event differ; absent where a side has nothing there. */
export interface ForkSlot {
  readonly type: string;
  readonly stateKey: string;
  readonly ours?: string;
  readonly theirs?: string;
}

export interface ForkDifference {
  readonly id: string;
  readonly slots: readonly ForkSlot[];
}

export interface ForkStates {
  /** Events at which branches part or meet; the last of many. */
  readonly asked: number;
  /** Of them, those whose state before the other side told. */
  readonly told: number;
  /** Of those that it did not tell, what it got with its join: it knows of no state before these. */
  readonly withJoin: number;
  readonly differing: readonly ForkDifference[];
}

/** Each is a request to the other side. */
const askedMax = 60;

/** Compares the states before all events at forks that our side holds. */
export async function compareForks(
  room: SharedRoom,
  {
    replica,
    other,
    withJoin,
  }: {
    replica: Replica;
    other: { stateBefore(id: string): Promise<SlotMap | undefined> };
    /** IDs of the events that the other side got with its join. */
    withJoin: ReadonlySet<string>;
  },
): Promise<ForkStates> {
  const { graph } = room;
  const events = forksOf(room).filter(
    (event) => replica.has(event) && replica.stateBefore(event) >= 0,
  );
  const chosen = events.slice(-askedMax);
  const differing: ForkDifference[] = [];
  const counts = { told: 0, withJoin: 0 };
  for (const event of chosen) {
    const theirs = await other.stateBefore(graph.id(event));
    if (theirs === undefined && withJoin.has(graph.id(event))) counts.withJoin++;
    if (theirs === undefined) continue;
    counts.told++;
    const ours = new Map<string, string>();
    graph.states.forEach(replica.stateBefore(event), (slot, holder) => {
      ours.set(graph.slots.text(slot), graph.id(holder));
    });
    const slots = slotsThatDiffer(ours, theirs);
    if (slots.length > 0) differing.push({ id: graph.id(event), slots });
  }
  return { asked: chosen.length, ...counts, differing };
}

/** Events on which branches meet, and the first of each branch. */
export function forksOf({ graph }: SharedRoom): number[] {
  const children = new Map<number, number>();
  const known = Array.from({ length: graph.count }, (_unused, event) => event).filter((event) =>
    graph.has(event),
  );
  for (const event of known) {
    for (const prev of graph.prevs(event)) children.set(prev, (children.get(prev) ?? 0) + 1);
  }
  return known.filter((event) => {
    const prevs = [...graph.prevs(event)];
    return prevs.length > 1 || prevs.some((prev) => (children.get(prev) ?? 0) > 1);
  });
}

function slotsThatDiffer(ours: SlotMap, theirs: SlotMap): ForkSlot[] {
  const slots = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return slots.flatMap((slot) => {
    const [mine, other] = [ours.get(slot), theirs.get(slot)];
    if (mine === other) return [];
    const cut = slot.indexOf("\u0000");
    return [
      {
        ...{ type: slot.slice(0, cut), stateKey: slot.slice(cut + 1) },
        ...(mine !== undefined && { ours: mine }),
        ...(other !== undefined && { theirs: other }),
      },
    ];
  });
}
