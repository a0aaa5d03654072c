// Many runs of mixed federations, counted.
import { expect, test } from "vitest";
import { storyOf, surveyMix, type Mix } from "../../../../sim/cli/compare/mixed-survey.ts";

const mix: Mix = {
  ...{ version: "11", usual: "synapse", other: "gomatrixserverlib", servers: 4, others: 1 },
};

test("the last servers of a mix are the others", () => {
  const { dialects } = storyOf(mix);
  expect(dialects).toEqual(["synapse", "synapse", "synapse", "gomatrixserverlib"]);
});

test("servers of different dialects part, those of one never do", () => {
  let told = 0;
  const result = surveyMix(mix, 12, () => told++);
  expect(told).toBe(12);
  expect(result.parted.count).toBeGreaterThan(0);
  expect(result.parted.of).toBe(12);
  expect(result.toTheEnd.count).toBeLessThanOrEqual(result.parted.count);
  expect(result.smallest).not.toBeNull();
  expect(Object.keys(result.types).length).toBeGreaterThan(0);
  expect(result.apartMs).toBeGreaterThan(0);
  const control = surveyMix({ ...mix, other: "synapse", others: 0 }, 12, () => undefined);
  expect(control).toMatchObject({ afterHealMs: null, smallest: null, parted: { count: 0 } });
});
