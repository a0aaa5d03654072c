// Records of loss and of partial joins become rows of words.
import { expect, test } from "vitest";
import type { MetaRecord, PartialRecord } from "../../../sim/trace/records.ts";
import { markOf } from "../../../viz/model/record-marks.ts";
import { scenarioRecords } from "../scenario-models.ts";

const meta = scenarioRecords("netsplit-ban")[0] as MetaRecord;
const at = { atMs: 5, server: 0, room: 0 } as const;
const partial = (step: PartialRecord["step"], servers: number[]) =>
  markOf({ kind: "partial", ...at, step, event: 3, servers }, meta);

test("a loss is counted", () => {
  const lost = markOf({ kind: "forget", ...at, events: [1, 2] }, meta);
  expect(lost).toEqual({
    ...{ kind: "mark", atMs: 5, server: 0, mark: "lost" },
    what: "alpha.test loses 2 events that it had stored",
  });
  expect(markOf({ kind: "forget", ...at, events: [1] }, meta).what).toContain("an event");
});

test("a partial join says whom it asks, and how it ends", () => {
  expect(partial("begin", [1]).what).toContain("asks bravo.test for the rest");
  expect(partial("stuck", []).what).toContain("nobody told it");
  expect(partial("end", [1, 2]).what).toBe("alpha.test has the whole state");
  expect(partial("begin", [1, 2, 1, 2, 1]).what).toContain("and 2 more");
  expect(partial("end", []).event).toBe(3);
});
