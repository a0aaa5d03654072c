// Where two states of one room differ, slot by slot, and what each side thinks of the other's event.
import { verdict, type Replica, type SharedRoom } from "../../sim/server/index.ts";

/** An event at a slot, and what is known of it. */
export interface SlotEvent {
  readonly id: string;
  readonly sender?: string;
  readonly content?: unknown;
  /** What our side made of it: accepted, softFailed, rejected, outlier, unknown. */
  readonly ourVerdict: string;
  /** Why our side did not accept it, by rule. */
  readonly ourReason?: string;
  /** True where the target shows it to its user. */
  readonly shownByTarget: boolean;
}

export interface StateDifference {
  readonly type: string;
  readonly stateKey: string;
  /** Absent where the side has nothing at the slot. */
  readonly ours?: SlotEvent;
  readonly theirs?: SlotEvent;
}

/** States as maps from `type NUL state_key` to event IDs. */
export async function compareStates(
  room: SharedRoom,
  input: {
    readonly ours: ReadonlyMap<string, string>;
    readonly theirs: ReadonlyMap<string, string>;
    readonly replica: Replica;
    readonly isThere: (id: string) => Promise<boolean>;
  },
): Promise<StateDifference[]> {
  const { ours, theirs, replica, isThere } = input;
  const slots = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const found: StateDifference[] = [];
  const describe = async (id: string) => describeEvent(room, { id, replica, isThere });
  for (const slot of slots) {
    const [mine, other] = [ours.get(slot), theirs.get(slot)];
    if (mine === other) continue;
    const cut = slot.indexOf("\u0000");
    found.push({
      ...{ type: slot.slice(0, cut), stateKey: slot.slice(cut + 1) },
      ...(mine !== undefined && { ours: await describe(mine) }),
      ...(other !== undefined && { theirs: await describe(other) }),
    });
  }
  return found;
}

async function describeEvent(
  room: SharedRoom,
  {
    id,
    replica,
    isThere,
  }: {
    id: string;
    replica: Replica;
    isThere: (id: string) => Promise<boolean>;
  },
): Promise<SlotEvent> {
  const { graph } = room;
  const event = graph.indexOf(id);
  const shownByTarget = await isThere(id);
  if (event < 0 || !graph.has(event)) return { id, ourVerdict: "unknown", shownByTarget };
  const value = replica.verdictOf(event);
  const name = Object.entries(verdict).find(([, number]) => number === value)?.[0] ?? "unknown";
  const { sender, content } = graph.pdu(event);
  const rejection =
    value === verdict.rejected ? replica.judge(event, replica.stateBefore(event)) : undefined;
  const { rule, detail } = rejection?.verdict ?? {};
  return {
    ...{ id, sender, content, ourVerdict: name, shownByTarget },
    ...(rule !== undefined && { ourReason: `rule ${rule}: ${detail}` }),
  };
}
