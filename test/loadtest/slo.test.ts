import { describe, expect, test } from "vitest";
import { judgeSlo, parseSlos, sloText, type Measured } from "../../loadtest/slo.ts";

const measured: Measured = {
  latencyMs: (quantile, request) => (request === "join" ? undefined : quantile * 1000),
  lagMs: (quantile) => quantile * 2000,
  errorShare: (request) => (request === "send" ? 0.02 : 0),
  dropped: 3,
};

describe("thresholds", () => {
  test("are read, and written back in normal form", () => {
    const text =
      " p95(send) < 500ms, p99.9<2s,lag.p50<1.5s, errors<0.1%, errors(sync-initial)<5%, dropped<1";
    expect(parseSlos(text).map(sloText)).toEqual([
      ...["p95(send)<500ms", "p99.9<2000ms", "lag.p50<1500ms", "errors<0.1%"],
      ...["errors(sync-initial)<5%", "dropped<1"],
    ]);
    expect(parseSlos("")).toEqual([]);
  });

  test.each([
    ...["p95(send)<500", "p0<1s", "p101<1s", "lag.p95(send)<1s", "errors<1", "p95(Send)<1s"],
    ...["p95>1s", "mean<1s", "dropped<1%"],
  ])("that are none are quoted: %s", (text) => {
    expect(() => parseSlos(`errors<1%, ${text}`)).toThrow(`"${text}" is no threshold`);
  });

  test("are held below their limit, broken at and above it, unknown without figures", () => {
    const judge = (text: string) => judgeSlo(parseSlos(text)[0], measured);
    expect(judge("p50<501ms").result).toBe("held");
    expect(judge("p50<500ms").result).toBe("broken");
    expect(judge("p95(join)<1s")).toMatchObject({ result: "unknown", limit: 1000 });
    expect(judge("lag.p95<2s")).toMatchObject({ result: "held", value: 1900 });
    expect(judge("errors(send)<1%")).toEqual({
      ...{ slo: "errors(send)<1%", result: "broken", value: 0.02, limit: 0.01 },
      detail: "errors(send) was 2 %, 200 % of 1 %",
    });
    expect(judge("dropped<1").detail).toBe("dropped was 3, 300 % of 1");
  });
});
