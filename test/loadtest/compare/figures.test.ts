import { expect, test } from "vitest";
import { figuresOf, usualFigures } from "../../../loadtest/compare/figures.ts";

test("every usual figure is read, and what was not measured is left out", () => {
  const all = figuresOf({
    latencyMs: (quantile, request) => quantile * (request === "send" ? 1000 : 100),
    lagMs: (quantile) => quantile * 10,
    errorShare: () => 0.5,
    dropped: 0,
  });
  expect(Object.keys(all).sort()).toEqual(usualFigures.map(({ name }) => name).sort());
  expect(all).toMatchObject({ "p95(send)": 950, p50: 50, "lag.p95": 9.5, errors: 0.5 });
  const none = { latencyMs: () => undefined, lagMs: () => undefined, errorShare: () => undefined };
  expect(figuresOf({ ...none, dropped: 0 })).toEqual({});
});
