// The commands of a report are those of the program: they name the failure that they are listed under.
import { expect, test } from "vitest";
import { nextSteps } from "../../../../sim/cli/sweep/next-steps.ts";

test("a failure is looked at by its run, and made smaller by its check", () => {
  expect(nextSteps("swarm --seed 7", "converges: x")).toEqual({
    look: "rashomon run swarm --seed 7",
    shrink: "rashomon shrink swarm --seed 7 --check converges",
  });
});

test("what no check says, that a run has no end or a claim is not met, is named by no check", () => {
  expect(nextSteps("p.json", "unsettled").shrink).toBe("rashomon shrink p.json");
  expect(nextSteps("p.json", "always tea: x").shrink).toBe("rashomon shrink p.json");
});
