import { expect, test } from "vitest";
import { sumMetrics } from "../../../sim/bridge/metrics.ts";

const text = `# HELP a_total What a counts; a_total 99
# TYPE a_total counter
a_total{room="x y",type="m.room.message"} 3.0
a_total{type="}  "} 4
a_total_created 1.7e9
b 12
c_sum NaN
`;

test("a metric is summed over its labels, whatever stands in them", () => {
  expect([...sumMetrics(text, ["a_total", "b", "c_sum", "d"])]).toEqual([
    ["a_total", 7],
    ["b", 12],
  ]);
});
