import fc from "fast-check";
import { expect, test } from "vitest";
import { FeedOrder, readBatch, type Batch } from "../../../../viz/app/live/feed-order.ts";

const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);

test("lines come out once and in order, whatever comes twice, early or in other cuts", () => {
  const batches = fc.array(
    fc
      .tuple(fc.nat(39), fc.integer({ min: 1, max: 9 }))
      .map(([from, count]): Batch => ({ from, lines: lines.slice(from, from + count) })),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(batches, (sent) => {
      const order = new FeedOrder();
      const got = sent.flatMap((batch) => order.take(batch));
      expect(got).toEqual(lines.slice(0, got.length));
      expect(order.next).toBe(got.length);
      // What stays missing is asked for again, and then all is there.
      const rest = order.take({ from: order.next, lines: lines.slice(order.next) });
      expect([...got, ...rest]).toEqual(lines);
      expect(order.hasHole).toBe(false);
    }),
  );
});

test("what is early is a hole until the rest comes", () => {
  const order = new FeedOrder();
  expect(order.take({ from: 2, lines: ["c"] })).toEqual([]);
  expect(order.hasHole).toBe(true);
  expect(order.take({ from: 0, lines: ["a", "b"] })).toEqual(["a", "b", "c"]);
  expect(order.hasHole).toBe(false);
});

test("messages that are no batch are passed over", () => {
  expect(readBatch('{"from":3,"lines":["x"]}')).toEqual({ from: 3, lines: ["x"] });
  for (const bad of ["", "null", "[]", '{"from":-1,"lines":[]}', '{"from":1,"lines":[2]}']) {
    expect(readBatch(bad)).toBeUndefined();
  }
});
