// Whether a condition of a property holds at one moment of a trace: at a server with its current
// state just then, or at a record.
import type { StateId } from "../../protocol/state.ts";
import type { CurrentRecord, TraceRecord } from "../../trace/records.ts";
import type { Condition, FieldTest, RecordCondition } from "./property.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";

/** A server's current state, and beside it those of all servers of the room at that moment. */
export interface Moment {
  readonly record: CurrentRecord;
  readonly state: StateId;
  readonly others: readonly { readonly record: CurrentRecord; readonly state: StateId }[];
}

/** Does it hold there? Undefined where the server is not asked: it is another, or not in the room. */
export function conditionHolds(
  view: TraceView,
  when: Condition,
  { record, state, others }: Moment,
): boolean | undefined {
  if (when.holds === "record") return undefined;
  const room = view.rooms[record.room] as RoomTrace;
  const turned = (holds: boolean) => holds !== (when.not === true);
  const residents = room.residents();
  const inside = (one: { record: CurrentRecord; state: StateId }) =>
    one.state >= 0 && residents.moveTo(one.state).has(one.record.server);
  if (when.holds === "agreement") {
    const states = others.filter(inside).map((one) => one.state);
    return states.length === 0 ? undefined : turned(states.every((one) => one === states[0]));
  }
  if (state < 0) return undefined;
  if (when.at !== undefined && view.serverNames[record.server] !== when.at) return undefined;
  if (when.at === undefined && !inside({ record, state })) return undefined;
  return turned(stateHolds(room, state, when));
}

function stateHolds(
  { graph }: RoomTrace,
  state: StateId,
  when: Extract<Condition, { holds: "state" | "member" }>,
): boolean {
  const [type, key] =
    when.holds === "member" ? ["m.room.member", when.user] : [when.type, when.key ?? ""];
  const event = graph.states.get(state, graph.slotOf(type, key));
  const there = event >= 0 && graph.has(event);
  if (when.holds === "member") {
    const membership = there ? graph.pdu(event).content.membership : "leave";
    return membership === when.membership;
  }
  if (!there) return false;
  const { content } = graph.pdu(event);
  return Object.entries(when.content ?? {}).every(([field, value]) => {
    return JSON.stringify(content[field]) === JSON.stringify(value);
  });
}

/** True for a record of the kind in which all named fields are as they should be. */
export function recordFits(record: TraceRecord, { kind, where = {} }: RecordCondition): boolean {
  if (record.kind !== kind) return false;
  const fields = record as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(where).every(([field, test]) => fieldFits(fields[field], test));
}

function fieldFits(value: unknown, test: FieldTest): boolean {
  if (typeof test !== "object") return value === test;
  const { least = -Infinity, most = Infinity } = test;
  return typeof value === "number" && value >= least && value <= most;
}

/** The numbers of the rooms that a condition is about. */
export function roomsOf({ meta }: TraceView, when: Condition): number[] {
  const all = meta.rooms.map((_room, number) => number);
  const label = "room" in when ? when.room : undefined;
  if (label === undefined) return all;
  const rooms = (meta.plan as { rooms?: readonly { label: string }[] } | null)?.rooms ?? [];
  return all.filter((number) => rooms[number]?.label === label);
}
