import { expect, test } from "vitest";
import { planOf } from "../../../../sim/cli/run/plan-source.ts";
import { storyOf } from "../../../../sim/cli/sweep/sweep-story.ts";

const source = { scenario: "netsplit-ban", options: {} };
const plan = planOf(source, "1");

test("a story is told by its scenario and options, a plan by its text without the seed", () => {
  expect(storyOf(source)).toBe("netsplit-ban {}");
  expect(storyOf({ plan })).toBe(storyOf({ plan: { ...plan, seed: "2" } }));
  expect(storyOf({ plan })).not.toBe(storyOf({ plan: { ...plan, nudges: 0 } }));
});
