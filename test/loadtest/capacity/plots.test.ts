import { describe, expect, test } from "vitest";
import { pathPlot, strainOf, strainPlot } from "../../../loadtest/capacity/plots.ts";
import { reportOf } from "./simulated-report.ts";

describe("plots", () => {
  test("a probe's strain is 1 or more exactly where a threshold is broken", async () => {
    const { records } = await reportOf({ capacity: 20 });
    for (const record of records.filter(({ phase }) => phase !== "gauge")) {
      const broken = record.verdicts.some(({ result }) => result === "broken");
      expect(strainOf(record)!.ratio >= 1).toBe(broken);
    }
  });

  test("draw every probe once, but for the gauge, and nothing outside the frame", async () => {
    const { records, answer, plan } = await reportOf({ capacity: 20, wander: 0.3 });
    for (const text of [strainPlot(records, answer, "PDU/s"), pathPlot(plan, records, "PDU/s")]) {
      const places = [...text.matchAll(/translate\(([\d.-]+) ([\d.-]+)\)/g)];
      expect(places).toHaveLength(records.length - 1);
      for (const [, x, y] of places) {
        expect(Number(x)).toBeGreaterThanOrEqual(64);
        expect(Number(x)).toBeLessThanOrEqual(936);
        expect(Number(y)).toBeGreaterThan(0);
        expect(Number(y)).toBeLessThan(330);
      }
    }
  });

  test("of too few probes are left out", async () => {
    const { answer, plan } = await reportOf({ capacity: 20 });
    expect(strainPlot([], answer, "PDU/s")).toBe("");
    expect(pathPlot(plan, [], "PDU/s")).toBe("");
  });
});
