import { describe, expect, test } from "vitest";
import { answerOf } from "../../../loadtest/capacity/answer.ts";
import type { ProbePhase, ProbeRecord } from "../../../loadtest/capacity/probe-record.ts";
import { searchDefaults } from "../../../loadtest/capacity/search.ts";

/** A record whose thresholds give way at rates of their own. */
function record(n: number, rate: number, phase: ProbePhase = "narrow"): ProbeRecord {
  const broken = (above: number) => (rate > above ? "broken" : "held");
  return {
    ...{ n, rate, phase, startedAt: "", refusals: [], figures: { achievedRate: rate } },
    verdicts: [
      { slo: "p95(send)<500ms", result: broken(12), detail: "", limit: 500 },
      { slo: "lag.p95<2000ms", result: broken(7), detail: "", limit: 2000 },
      { slo: "errors<0.1%", result: "held", detail: "", limit: 0.001 },
    ],
  };
}

const rates = [1, 2, 4, 8, 16, 6, 9, 6.5, 7.5, 11, 13, 6.8, 7.2];
const records = rates.map((rate, n) => record(n, rate));

describe("the answer", () => {
  test("tells which threshold gave way first, and where each of them does", () => {
    const { gaveWay, interval } = answerOf(searchDefaults, records, { how: "found" });
    expect(gaveWay.map(({ slo }) => slo)).toEqual([
      "lag.p95<2000ms",
      "p95(send)<500ms",
      "errors<0.1%",
    ]);
    expect(gaveWay[0].knee).toBeGreaterThan(5.5);
    expect(gaveWay[0].knee).toBeLessThan(8.5);
    expect(gaveWay[1].knee).toBeGreaterThan(10);
    expect(gaveWay[2]).toMatchObject({ knee: Infinity, broken: 0 });
    expect(gaveWay[2].interval.high).toBe(Infinity);
    expect(interval.low).toBeLessThan(7);
    expect(interval.high).toBeGreaterThan(7);
  });

  test("the safe rate is below the knee", () => {
    const { safeRate, knee } = answerOf(searchDefaults, records, { how: "found" });
    expect(safeRate).toBeLessThan(knee);
    expect(safeRate).toBeGreaterThan(knee / 3);
  });

  test("refused probes count for nothing but are counted", () => {
    const spoilt: ProbeRecord = {
      ...record(99, 0.2),
      refusals: [{ kind: "saturated generator", detail: "", remedy: "" }],
    };
    const [without, withIt] = [records, [...records, spoilt]].map((list) =>
      answerOf(searchDefaults, list, { how: "stopped" }),
    );
    expect(withIt.interval).toEqual(without.interval);
    expect(withIt.refused).toBe(1);
  });

  test("the way down is its own knee", () => {
    const down = [9, 7.6, 6.4, 5.4, 4.5, 3.8, 3.2, 2.7];
    const sick = [
      record(20, 14, "shock"),
      ...down.map((rate, n) => record(21 + n, rate, "descend")),
    ].map((one) =>
      one.rate > 3
        ? { ...one, verdicts: one.verdicts.map((v) => ({ ...v, result: "broken" as const })) }
        : one,
    );
    const { hysteresis } = answerOf(searchDefaults, [...records, ...sick, ...sick], {
      how: "found",
    });
    expect(hysteresis.result).toBe("found");
    expect(hysteresis.recovers!.high).toBeLessThan(7);
    expect(answerOf(searchDefaults, records, { how: "found" }).hysteresis.result).toBe(
      "not measured",
    );
  });

  test("nothing measured at all is an interval without ends", () => {
    expect(answerOf(searchDefaults, [], { how: "stopped" }).interval).toEqual({
      low: 0,
      high: Infinity,
    });
  });
});
