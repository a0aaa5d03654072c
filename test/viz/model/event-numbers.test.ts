import { expect, test } from "vitest";
import type { EventRecord } from "../../../sim/trace/records.ts";
import { EventNumbers } from "../../../viz/model/event-numbers.ts";

const event = (index: number, id: string): EventRecord => ({
  ...{ kind: "event", index, id, room: 0, server: 0, atMs: 0, pdu: {} },
});

test("events are numbered as they are heard of, each index and each ID once", () => {
  const numbers = new EventNumbers();
  expect(
    [event(7, "$a"), event(3, "$b"), event(7, "$c"), event(9, "$a")].map((each) =>
      numbers.hear(each),
    ),
  ).toEqual([true, true, false, false]);
  expect(numbers.count).toBe(2);
  expect([numbers.placeOf(7), numbers.placeOf(3), numbers.placeOf(9)]).toEqual([0, 1, undefined]);
  expect(numbers.take(event(7, "$c"))).toBeUndefined();
  expect(numbers.take(event(7, "$a"))).toBe(0);
  expect(numbers.take(event(7, "$a"))).toBeUndefined();
});

test("who asked for an event before it came is told, and for one that was refused after it was taken", () => {
  const numbers = new EventNumbers();
  expect([numbers.placeOf(3), numbers.placeOfId("$b")]).toEqual([undefined, undefined]);
  numbers.hear(event(7, "$a"));
  expect(numbers.isLate).toBe(false);
  numbers.hear(event(4, "$b"));
  expect(numbers.isLate).toBe(true);
  const arrive = { kind: "arrive", atMs: 1, server: 0, event: 7, via: "send" } as const;
  numbers.take(event(7, "$a"));
  numbers.hear({ ...arrive, verdict: "accepted" });
  expect(numbers.isRefusedLate).toBe(false);
  numbers.hear({ ...arrive, verdict: "rejected" });
  expect(numbers.isRefusedLate).toBe(true);
});

test("an event is refused as soon as one server refuses it", () => {
  const numbers = new EventNumbers();
  const arrive = { kind: "arrive", atMs: 1, server: 0, event: 4, via: "send" } as const;
  numbers.hear({ ...arrive, verdict: "accepted" });
  expect(numbers.isRefused(4)).toBe(false);
  numbers.hear({ ...arrive, verdict: "soft-failed" });
  expect(numbers.isRefused(4)).toBe(true);
});
