// When servers part, read from records made for it.
import { expect, test } from "vitest";
import { partingsOf } from "../../../../sim/run/mixed/partings.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";

const states: TraceRecord[] = [
  { kind: "state", room: 0, id: 1, parent: null, changes: [["m.room.topic", "", 1]] },
  { kind: "state", room: 0, id: 2, parent: 1, changes: [["m.room.join_rules", "", 2]] },
  { kind: "state", room: 0, id: 3, parent: 2, changes: [["m.room.join_rules", "", null]] },
];

/** A server has these extremities and this state from a time on. */
function move(atMs: number, server: number, events: number[], state: number): TraceRecord[] {
  return [
    { kind: "extremities", atMs, server, room: 0, events },
    { kind: "current", atMs, server, room: 0, state },
  ];
}

test("other events are no parting, other state after the same events is", () => {
  const together = [...states, ...move(10, 0, [5], 1), ...move(10, 1, [6], 2)];
  expect(partingsOf(together)).toEqual({
    ...{ firstAtMs: null, apartMs: 0, toTheEnd: false, types: [] },
  });
  const apart = [...together, ...move(50, 0, [7, 6], 1), ...move(70, 1, [6, 7], 2)];
  apart.push(...move(100, 0, [8], 1));
  expect(partingsOf(apart)).toEqual({
    ...{ firstAtMs: 70, apartMs: 30, toTheEnd: false, types: ["m.room.join_rules"] },
  });
});

test("what is half told at one time is not looked at", () => {
  // At 20 both hear of event 9; the first is told whole before the second is.
  const records = [...states, ...move(10, 0, [5], 1), ...move(10, 1, [5], 1)];
  records.push(...move(20, 0, [9], 2), ...move(20, 1, [9], 2));
  expect(partingsOf(records).firstAtMs).toBeNull();
});

test("apart at the end is apart to the end, and equal states are one whatever they are named", () => {
  const records = [
    ...states,
    ...move(10, 0, [5], 1),
    ...move(10, 1, [5], 2),
    ...move(40, 2, [6], 1),
  ];
  expect(partingsOf(records)).toMatchObject({ firstAtMs: 10, apartMs: 30, toTheEnd: true });
  const [one] = partingsOf([...states, ...move(10, 0, [5], 1), ...move(10, 1, [5], 3)]).types;
  expect(one).toBeUndefined();
});
