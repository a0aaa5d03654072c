// Every named fault bites: a talk of six servers goes on under it, and what the fault promises is
// seen in the trace. A row a fault; a fault without a row fails the last test.
import { expect, test } from "vitest";
import { faultFromText, faultRules, run } from "../../../../sim/run/index.ts";
import { records } from "../stories.ts";
import { clockRows } from "./clock-rows.ts";
import { lieRows } from "./lie-rows.ts";
import { linkRows } from "./link-rows.ts";
import { partitionRows } from "./partition-rows.ts";
import { serverRows } from "./server-rows.ts";
import { held, planOf, quiet, sidesOf } from "./talk.ts";

const rows = [...linkRows, ...partitionRows, ...serverRows, ...clockRows, ...lieRows];

test("without a fault all is well", () => {
  held(quiet);
  expect(sidesOf(quiet)).toEqual([[0, 1, 2, 3, 4, 5]]);
});

test.each(rows.map(([fault, sees, change]) => ({ fault, sees, change })))(
  "$fault bites",
  ({ fault, sees, change }) => {
    const rule = faultRules.get(fault.split(" ")[0])!;
    const text = rule.momentary === true ? `${fault} at=5s` : `${fault} at=5s for=40s`;
    const result = run(planOf(text, change));
    const begun = records(result, "fault").filter((record) => record.rule === rule.name);
    if (rule.name !== "stale-state") expect(begun.length).toBeGreaterThan(0);
    sees(result);
    // The same plan, the same trace.
    expect(run(result.plan).hash).toBe(result.hash);
  },
);

test("every fault of the catalogue has a row", () => {
  expect(rows.map(([fault]) => faultFromText(fault).rule.name).sort()).toEqual(
    [...faultRules.keys()].sort(),
  );
});
