// What is packed comes out the same, whatever the numbers, and bytes that are no pack are refused.
import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherModel } from "../../../viz/model/gather.ts";
import { isPack, pack, unpack } from "../../../viz/model/pack.ts";
import { scenarioRecords } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const data = gatherModel(scenarioRecords("netsplit-ban"));

test.each([1, 2, 3])("a synthetic trace of seed %i comes out as it went in", (seed) => {
  const whole = gatherModel(syntheticTrace({ seed, events: 80, servers: 5 }));
  expect(unpack(pack(whole))).toEqual(whole);
});

test("columns of any numbers come out the same", () => {
  const ints = fc.array(fc.integer());
  const times = fc.array(fc.oneof(fc.maxSafeNat(), fc.double(), fc.nat()));
  fc.assert(
    fc.property(ints, times, fc.uint8Array(), (a, b, c) => {
      const columns = { a: Int32Array.from(a), b: Float64Array.from(b), c: Uint8Array.from(c) };
      expect(unpack(pack({ ...data, columns })).columns).toEqual(columns);
    }),
    { seed: 1, examples: [[[], [-0], Uint8Array.of()]] },
  );
});

test("the same data gives the same bytes", () => {
  expect(pack(data)).toEqual(pack(gatherModel(scenarioRecords("netsplit-ban"))));
});

test("other bytes, and a pack that is cut off, are refused with what is wrong", () => {
  const bytes = pack(data);
  expect(isPack(bytes)).toBe(true);
  expect(() => unpack(new Uint8Array(20))).toThrow(/no packed trace/);
  expect(() => unpack(bytes.subarray(0, bytes.length - 100))).toThrow(/cut off/);
});
