// Rooms of any shape for property tests: events with random parents among those before them, made
// by random servers, with random waits between. Nothing in them is Matrix but the links.
import fc from "fast-check";
import { traceFormat, type TraceRecord } from "../../sim/trace/records.ts";

export interface DagEvent {
  readonly server: number;
  readonly waitMs: number;
  /** How far back each parent lies; those before the first event are not in the trace. */
  readonly back: readonly number[];
}

/** Histories from a chain to a thicket, with roots, gaps and long ways back among them. */
export const dagOf = (maxLength: number): fc.Arbitrary<DagEvent[]> =>
  fc.array(
    fc.record({
      server: fc.nat({ max: 3 }),
      waitMs: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 100_000 })),
      back: fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: maxLength })), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength },
  );

/** The records of a history; prev and auth events are the same. */
export function dagRecords(dag: readonly DagEvent[]): TraceRecord[] {
  const names = [0, 1, 2, 3].map((at) => ({ name: `s${at}.test`, policy: "p", dialect: "spec" }));
  const id = (at: number) => `$${at}`;
  let atMs = 0;
  const events = dag.map(({ server, waitMs, back }, index): TraceRecord => {
    atMs += waitMs;
    const parents = [...new Set(back.map((far) => id(index - 1 - far)))];
    const pdu = { type: "m.room.message", prev_events: parents, auth_events: parents };
    return { kind: "event", index, id: id(index), room: 0, server, atMs, pdu };
  });
  return [
    {
      ...{ kind: "meta", format: traceFormat, scenario: "dag", seed: "1", level: "events" },
      ...{ plan: null, servers: names, software: "test" },
      rooms: [{ id: "!r", version: "11", algorithm: "v2" }],
    },
    ...events,
  ];
}
