// What `rashomon federation resolution` makes of its options; the real one is in test/real/.
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { curvePlan } from "../../../../sim/cli/federation/federation-resolution.ts";
import { call } from "../call.ts";

const plan = (values: Record<string, unknown>) => curvePlan(new Options(values));

test("each number of extremities is measured with each number of conflicts", () => {
  const { points } = plan({ extremities: "1, 5", conflicted: "0,2" });
  expect(points.map(({ extremities, conflicted }) => [extremities, conflicted])).toEqual([
    [1, 0],
    [5, 0],
    [1, 2],
    [5, 2],
  ]);
  expect(plan({})).toMatchObject({ events: 20, roomVersion: "12", seed: "1" });
  expect(plan({}).points.map(({ extremities }) => extremities)).toEqual([1, 2, 5, 10, 20]);
});

test("what cannot be is told at once, with what to do", async () => {
  const wrong = ["--extremities", "0", "--conflicted", "5,,6", "--events", "0", "--target", "x"];
  const { code, err } = await call(["federation", "resolution", ...wrong]);
  expect(code).toBe(2);
  for (const name of ["extremities", "conflicted", "events", "target"]) {
    expect(err).toContain(`--${name} cannot be`);
  }
  const list = Array.from({ length: 10 }, (_unused, n) => n + 1).join(",");
  expect(() => plan({ extremities: list, conflicted: list })).toThrow("100 points");
});
