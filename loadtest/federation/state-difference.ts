// Where two states of one room differ, slot by slot, and how each side got there: every event that
// was ever to fill the slot, what each side made of it, and what each side had there before it; and
// then what each side's forward extremities say.
import { verdict, type Replica, type SharedRoom } from "../../sim/server/index.ts";
import type { StateId } from "../../sim/protocol/state.ts";
import type { Fate, SlotMap } from "./target-view.ts";

/** An event at a slot, and what is known of it. */
export interface SlotEvent {
  readonly id: string;
  readonly sender?: string;
  readonly content?: unknown;
  /** What our side made of it: accepted, soft-failed, rejected, outlier, unknown. */
  readonly ourVerdict: string;
  /** Why our side did not accept it, by rule. */
  readonly ourReason?: string;
  readonly theirFate: Fate;
}

/** An event that was to fill the slot, as both sides saw it. */
export interface TrailStep extends SlotEvent {
  /** Who had the slot before it, by ID; absent where nobody, or it is not known. */
  readonly oursBefore?: string;
  readonly theirsBefore?: string;
}

/** A forward extremity, and who has the slot after it. */
export interface Tip {
  readonly id: string;
  readonly holder?: string;
}

export interface StateDifference {
  readonly type: string;
  readonly stateKey: string;
  /** Absent where the side has nothing at the slot. */
  readonly ours?: SlotEvent;
  readonly theirs?: SlotEvent;
  /** In the order in which our side took them in; the last ones of many. */
  readonly trail: readonly TrailStep[];
  readonly tips: { readonly ours: readonly Tip[]; readonly theirs?: readonly Tip[] };
}

/** What is asked of the other side; `TargetView` is it. */
export interface OtherSide {
  fateOf(id: string): Promise<Fate>;
  stateBefore(id: string): Promise<SlotMap | undefined>;
  extremities(): Promise<readonly string[] | undefined>;
}

export interface ComparedStates {
  readonly ours: SlotMap;
  readonly theirs: SlotMap;
  readonly replica: Replica;
  readonly other: OtherSide;
  /** Why our side did not accept an event, by ID, as it was recorded. */
  readonly reasons?: ReadonlyMap<string, string>;
}

const stepsMax = 12;

/** Every slot that differs; states are maps from `type NUL state_key` to event IDs. */
export async function compareStates(
  room: SharedRoom,
  input: ComparedStates,
): Promise<StateDifference[]> {
  const { ours, theirs } = input;
  const slots = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const found: StateDifference[] = [];
  const sides = new Sides(room, input);
  for (const slot of slots) {
    const [mine, other] = [ours.get(slot), theirs.get(slot)];
    if (mine === other) continue;
    const cut = slot.indexOf("\u0000");
    found.push({
      ...{ type: slot.slice(0, cut), stateKey: slot.slice(cut + 1) },
      ...(mine !== undefined && { ours: await sides.describe(mine) }),
      ...(other !== undefined && { theirs: await sides.describe(other) }),
      ...{ trail: await sides.trail(slot), tips: await sides.tips(slot) },
    });
  }
  return found;
}

class Sides {
  readonly #room: SharedRoom;
  readonly #input: ComparedStates;

  constructor(room: SharedRoom, input: ComparedStates) {
    this.#room = room;
    this.#input = input;
  }

  async describe(id: string): Promise<SlotEvent> {
    const { graph } = this.#room;
    const { replica, other, reasons } = this.#input;
    const event = graph.indexOf(id);
    const theirFate = await other.fateOf(id);
    if (event < 0 || !graph.has(event)) return { id, ourVerdict: "unknown", theirFate };
    const { sender, content } = graph.pdu(event);
    const ourReason = reasons?.get(id);
    return {
      ...{ id, sender, content, ourVerdict: verdictName(replica.verdictOf(event)), theirFate },
      ...(ourReason !== undefined && { ourReason }),
    };
  }

  async trail(slot: string): Promise<TrailStep[]> {
    const { graph } = this.#room;
    const { replica, other } = this.#input;
    const events = Array.from({ length: graph.count }, (_, event) => event).filter((event) => {
      if (!graph.has(event)) return false;
      const { type, state_key: key } = graph.pdu(event);
      return key !== undefined && `${type}\u0000${key}` === slot;
    });
    const steps: TrailStep[] = [];
    for (const event of events.slice(-stepsMax)) {
      const id = graph.id(event);
      const before = replica.has(event) ? replica.stateBefore(event) : -1;
      const oursBefore = before < 0 ? undefined : this.#holder(before, slot);
      const theirsBefore = (await other.stateBefore(id))?.get(slot);
      steps.push({
        ...(await this.describe(id)),
        ...(oursBefore !== undefined && { oursBefore }),
        ...(theirsBefore !== undefined && { theirsBefore }),
      });
    }
    return steps;
  }

  async tips(slot: string): Promise<StateDifference["tips"]> {
    const { graph, sets } = this.#room;
    const { replica, other } = this.#input;
    const tip = (id: string, holder: string | undefined): Tip => {
      return { id, ...(holder !== undefined && { holder }) };
    };
    const ours = [...sets.members(replica.extremities)].map((event) =>
      tip(graph.id(event), this.#holder(replica.stateAfter(event), slot)),
    );
    const theirIds = await other.extremities();
    if (theirIds === undefined) return { ours };
    const theirs: Tip[] = [];
    for (const id of theirIds) {
      const event = graph.indexOf(id);
      const { type, state_key: key } = event >= 0 && graph.has(event) ? graph.pdu(event) : {};
      const own = key !== undefined && `${type}\u0000${key}` === slot;
      theirs.push(tip(id, own ? id : (await other.stateBefore(id))?.get(slot)));
    }
    return { ours, theirs };
  }

  #holder(state: StateId, slot: string): string | undefined {
    const { graph } = this.#room;
    let found: string | undefined;
    graph.states.forEach(state, (at, event) => {
      if (graph.slots.text(at) === slot) found = graph.id(event);
    });
    return found;
  }
}

/** A verdict as traces name it: accepted, soft-failed, rejected, outlier. */
export function verdictName(value: number): string {
  const name = Object.entries(verdict).find(([, number]) => number === value)?.[0] ?? "unknown";
  return name === "softFailed" ? "soft-failed" : name;
}
