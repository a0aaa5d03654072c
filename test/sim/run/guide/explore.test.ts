// That guidance pays is measured by `rashomon guidance`; here only that both arms do what they say.
import { expect, test } from "vitest";
import { explore, swarmPlan } from "../../../../sim/run/index.ts";

const fresh = (seed: number) => swarmPlan({ seed: String(seed), servers: 3 });
const total = (runs: { novel: number }[]) => runs.reduce((sum, { novel }) => sum + novel, 0);

test("both arms are the same up to the first barrier, and the same again", () => {
  const arm = (guided: boolean) => explore(fresh, { first: 1, runs: 48, guided });
  const [blind, guided] = [arm(false), arm(true)];
  expect(guided.slice(0, 32)).toEqual(blind.slice(0, 32));
  expect(guided.slice(32)).not.toEqual(blind.slice(32));
  expect(arm(true)).toEqual(guided);
  expect([blind.length, guided.length]).toEqual([48, 48]);
  expect(Math.min(total(blind), total(guided))).toBeGreaterThan(30);
});
