// Whether servers parted because they follow different dialects: one of them resolved states, or judged an event,
// which comes out otherwise by another's. Part of weaknesses.ts; `rashomon mixed` counts how often that happens.
import { authorise, authoriseByAuthEvents } from "../../protocol/auth/index.ts";
import { dialectKnows, dialects, resolve } from "../../protocol/state-res/index.ts";
import type { ResolveRecord, VerdictRecord } from "../../trace/records.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { firstPartedVerdict, type PartedVerdict } from "./parted-verdict.ts";

/**
 * True if a resolution of one of the servers comes out otherwise by a dialect that another one followed, or if the
 * first event by which they part does: what one took, it would have rejected by the other's reading of the rules.
 */
export function partedByDialects(view: TraceView, verdict: VerdictRecord): boolean {
  return resolvedOtherwise(view, verdict) || judgedOtherwise(view, verdict);
}

function judgedOtherwise(view: TraceView, verdict: VerdictRecord): boolean {
  const parted = firstPartedVerdict(view, verdict);
  if (parted === undefined) return false;
  const { taken, rejected } = parted;
  const [one, other] = [taken, rejected].map(({ record, n }) => {
    return view.dialects.at(record.server, n);
  });
  return one !== other && isTaken(parted, one) && !isTaken(parted, other);
}

/** True if the server that took an event takes it by a dialect: by its auth events, and in the state before it. */
function isTaken({ room, event, taken }: PartedVerdict, name: string): boolean {
  const reading = dialects.get(name);
  const { server, before } = taken.record;
  const state = before === undefined ? -1 : room.state(before);
  if (reading === undefined || state < 0 || !room.isWhole(state)) return false;
  const { graph } = room.readings.of(server);
  const isRejected = room.rejectedAt(server, taken.n);
  const rejected = (each: number) => isRejected(graph.id(each));
  if (!authoriseByAuthEvents(graph, event, rejected, reading).ok) return false;
  return authorise(graph, event, state, reading).ok;
}

function resolvedOtherwise(view: TraceView, { servers }: VerdictRecord): boolean {
  const parting = view.rooms.map((room) => room && partingSlots(room, servers));
  const followed = new Set(servers.flatMap((server) => view.dialects.allOf(server)));
  if (followed.size < 2) return false;
  const done = new Set<string>();
  return view.resolutions.some((record) => {
    if (!servers.includes(record.server)) return false;
    return [...followed].some((dialect) => {
      const question = `${record.room} ${record.inputs.join()} ${record.dialect} ${dialect}`;
      if (dialect === record.dialect || done.has(question)) return false;
      done.add(question);
      const parts = parting[record.room];
      return parts !== undefined && comesOutOtherwise(view, { record, dialect, parts });
    });
  });
}

/** The slots in which servers hold different events in the end. */
function partingSlots(room: RoomTrace, servers: readonly number[]): ReadonlySet<number> {
  const slots = new Set<number>();
  const [first, ...others] = servers.map((server) => room.finalState(server));
  for (const other of others) {
    if (first < 0 || other < 0) continue;
    room.graph.states.forEachChange(first, other, (slot) => void slots.add(slot));
  }
  return slots;
}

/** True if a resolution gives another event to one of the slots by which servers part, by another dialect. */
function comesOutOtherwise(
  view: TraceView,
  {
    record,
    dialect,
    parts,
  }: { record: ResolveRecord; dialect: string; parts: ReadonlySet<number> },
): boolean {
  const room = view.rooms[record.room];
  if (room === undefined || !dialects.has(dialect)) return false;
  if (!dialectKnows(dialect, room.graph.version)) return false;
  const states = record.inputs.map((input) => room.state(input));
  const output = room.state(record.output);
  if (output < 0 || states.some((state) => state < 0 || !room.isWhole(state))) return false;
  const { graph } = room.readings.of(record.server);
  const isRejected = view.rejectedAt(record);
  const rejected = (event: number) => isRejected(graph.id(event));
  let isOtherwise = false;
  const other = resolve(graph, states, { dialect, rejected });
  graph.states.forEachChange(output, other, (slot) => {
    if (parts.has(slot)) isOtherwise = true;
  });
  return isOtherwise;
}
