import { expect, test } from "vitest";
import { guidanceOf, guidanceText, per100 } from "../../../../sim/cli/sweep/sweep-guidance.ts";
import type { GuidedRun, MoveName } from "../../../../sim/run/index.ts";

const run = (novel: number, ...moves: MoveName[]): GuidedRun => {
  const origin = moves.length === 0 ? undefined : { parent: 1, other: 2, moves };
  return { seed: 3, places: 9, novel, origin };
};

test("what was found is counted by where plans come from; several moves share it", () => {
  const guidance = guidanceOf([
    run(4),
    run(0),
    run(6, "spliced", "chance anew"),
    run(1, "spliced"),
  ]);
  expect(guidance).toEqual({
    fresh: { name: "fresh plans", runs: 2, novel: 4 },
    continued: { name: "plans gone on with", runs: 2, novel: 7 },
    moves: [
      { name: "chance anew", runs: 1, novel: 3 },
      { name: "spliced", runs: 2, novel: 4 },
    ],
  });
  expect(guidanceText(guidance)).toContain("2 plans gone on with found 7 places (350 in 100 runs)");
  expect(guidanceText(guidance)).toContain("chance anew 300, spliced 200");
});

test("without runs nothing is divided", () => {
  expect(guidanceText(guidanceOf([]))).not.toMatch(/NaN|undefined/);
  expect(per100({ name: "x", runs: 0, novel: 0 })).toBe("–");
});
