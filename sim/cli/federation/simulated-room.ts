// The first room of a trace as a story that can be told to somebody else: its events in the order in
// which the room creator's server took them in.
import type { Pdu } from "../../protocol/event.ts";
import type { ArriveRecord, EventRecord, TraceRecord } from "../../trace/records.ts";
import type { SimulatedRoom } from "../../../loadtest/federation/index.ts";

/** @throws Error for a trace without a room (a bug: every scenario has one) */
export function simulatedRoom(
  records: readonly TraceRecord[],
  { names, seed }: { names: readonly string[]; seed: string },
): SimulatedRoom {
  const meta = records.find((record) => record.kind === "meta");
  const events = records.filter((record) => record.kind === "event" && record.room === 0);
  if (meta?.kind !== "meta" || events.length === 0) throw new Error("the trace has no room");
  const byIndex = new Map((events as EventRecord[]).map((event) => [event.index, event]));
  const viewpoint = (events[0] as EventRecord).server;
  const arrivals = (records as ArriveRecord[]).filter(
    ({ kind, server, event, verdict }) =>
      kind === "arrive" && server === viewpoint && verdict !== "outlier" && byIndex.has(event),
  );
  // An event may come more than once; the first place counts, and the last verdict.
  const verdicts = new Map(arrivals.map(({ event, verdict }) => [event, verdict]));
  const order = [...verdicts.keys()].map((index) => byIndex.get(index) as EventRecord);
  const { id, version } = meta.rooms[0];
  return {
    ...{ version, roomId: id, names, seed, viewpoint },
    events: order.map(({ id, pdu, server, index }) => ({
      ...{ id, pdu: pdu as Pdu, origin: server, verdict: verdicts.get(index) ?? "unknown" },
    })),
    // What is there at time 0 is the room as the story finds it.
    founding: order.filter(({ atMs }) => atMs === 0).length,
    finalState: finalStateOf(records, { viewpoint, byIndex }),
  };
}

/** The IDs of the viewpoint's last current state, put together from the trace's differences. */
function finalStateOf(
  records: readonly TraceRecord[],
  { viewpoint, byIndex }: { viewpoint: number; byIndex: ReadonlyMap<number, EventRecord> },
): string[] {
  const states = new Map<number | null, ReadonlyMap<string, number>>([[null, new Map()]]);
  let current: ReadonlyMap<string, number> = new Map();
  for (const record of records) {
    if (record.kind === "state" && record.room === 0) {
      const state = new Map(states.get(record.parent));
      for (const [type, key, event] of record.changes) {
        if (event === null) state.delete(`${type}\0${key}`);
        else state.set(`${type}\0${key}`, event);
      }
      states.set(record.id, state);
    }
    if (record.kind === "current" && record.room === 0 && record.server === viewpoint) {
      current = states.get(record.state) ?? current;
    }
  }
  return [...current.values()].map((event) => byIndex.get(event)?.id ?? "");
}
