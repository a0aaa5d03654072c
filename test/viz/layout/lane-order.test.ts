// The sides of the longest partition stand together.
import { expect, test } from "vitest";
import { laneOrder } from "../../../viz/layout/lane-order.ts";
import { buildModel, type Model } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 40, servers: 6 }));
const [band] = model.faults;

test("sides stay together and each keeps the trace's order", () => {
  expect(laneOrder(model)).toEqual([0, 2, 4, 1, 3, 5]);
});

test("the longest partition decides, and servers on no side come last", () => {
  const short = { ...band, endMs: band.startMs + 1 };
  const long = { ...band, groups: [[5], [0, 4]] };
  const faults: Model["faults"] = [short, long, { ...band, groups: [], verb: "crash" }];
  expect(laneOrder({ ...model, faults })).toEqual([5, 0, 4, 1, 2, 3]);
});

test("without a partition the trace's order stands", () => {
  expect(laneOrder({ ...model, faults: [] })).toEqual([0, 1, 2, 3, 4, 5]);
});
