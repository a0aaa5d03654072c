// The numbers that servers and traces share.
import { expect, test } from "vitest";
import { verdict, way } from "../../../sim/server/index.ts";
import { arrivalWays, eventVerdicts } from "../../../sim/trace/records.ts";

test("ways and verdicts are places in the trace's lists", () => {
  expect(Object.keys(way)).toEqual([...arrivalWays]);
  expect(Object.values(way)).toEqual(arrivalWays.map((_, n) => n));
  const words = ["unknown", "outlier", "accepted", "softFailed", "rejected"];
  expect(Object.keys(verdict)).toEqual(words);
  expect(Object.values(verdict)).toEqual(words.map((_, n) => n));
  // What a server does not know although it came was dropped.
  expect(eventVerdicts).toEqual(["dropped", "outlier", "accepted", "soft-failed", "rejected"]);
});
