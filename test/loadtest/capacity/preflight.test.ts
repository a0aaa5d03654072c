import { describe, expect, test } from "vitest";
import { refusalsOf, type Vitals } from "../../../loadtest/capacity/preflight.ts";

/** Quantiles of a list of times. */
const of = (times: readonly number[]) => (quantile: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(quantile * times.length))];

const healthy: Vitals = {
  ...{ started: 200, dropped: 0, limited: {}, tightestMs: 500 },
  latencyMs: of(Array.from({ length: 200 }, (_u, n) => 10 + (n % 17))),
  generator: { cpuShare: 0.3, eventLoopP99Ms: 5, openMean: 4, rateTimesLatency: 4.1 },
};
const kinds = (changes: Partial<Vitals>) =>
  refusalsOf({ ...healthy, ...changes }).map(({ kind }) => kind);
const withGenerator = (changes: Partial<Vitals["generator"]>) =>
  kinds({ generator: { ...healthy.generator, ...changes } });

describe("preflight", () => {
  test("has nothing against a healthy probe", () => {
    expect(kinds({})).toEqual([]);
  });

  test("refuses answers of a rate limiter, and names the requests and the setting", () => {
    const [refusal] = refusalsOf({ ...healthy, limited: { send: 3, typing: 0 } });
    expect(refusal).toMatchObject({ kind: "rate limiter" });
    expect(refusal.detail).toContain("send 3 times");
    expect(refusal.detail).not.toContain("typing");
    expect(refusal.remedy).toContain("rc_");
  });

  test("refuses requests that a limiter lets sleep, and not a server that is slow by itself", () => {
    const sleeping = Array.from({ length: 200 }, (_u, n) =>
      n % 4 === 0 ? 505 + (n % 9) : 8 + (n % 5),
    );
    expect(kinds({ latencyMs: of(sleeping) })).toEqual(["rate limiter"]);
    const slow = Array.from({ length: 200 }, (_u, n) => 8 + n * 4);
    expect(kinds({ latencyMs: of(slow) })).toEqual([]);
    const overloaded = Array.from({ length: 200 }, (_u, n) => 480 + n * 20);
    expect(kinds({ latencyMs: of(overloaded) })).toEqual([]);
    expect(kinds({ latencyMs: () => undefined })).toEqual([]);
  });

  test("refuses a saturated generator by each of its signs", () => {
    const saturated = ["saturated generator"];
    expect(kinds({ dropped: 2 })).toEqual(saturated);
    expect(withGenerator({ cpuShare: 0.97 })).toEqual(saturated);
    expect(withGenerator({ cpuShare: 1.5, cores: 2 })).toEqual([]);
    expect(withGenerator({ eventLoopP99Ms: 140 })).toEqual(saturated);
    expect(withGenerator({ openMean: 4, rateTimesLatency: 9 })).toEqual(saturated);
    expect(withGenerator({ openMean: 0.4, rateTimesLatency: 0.9 })).toEqual([]);
  });

  test("does not take a server that leaves requests open for a saturated generator", () => {
    expect(withGenerator({ openMean: 22, rateTimesLatency: 9 })).toEqual([]);
  });

  test("what the generator may add depends on what is asked for", () => {
    const late = { ...healthy.generator, eventLoopP99Ms: 90 };
    expect(kinds({ generator: late, tightestMs: 500 })).toEqual([]);
    expect(kinds({ generator: late, tightestMs: 100 })).toEqual(["saturated generator"]);
  });
});
