import { expect, test } from "vitest";
import { canaryText, findCanary } from "../../../../sim/cli/sweep/canary.ts";
import sweepRange from "../../../../sim/cli/sweep/sweep-worker.ts";
import type { SweepTask } from "../../../../sim/cli/sweep/sweep-batches.ts";

const ask = async (task: SweepTask) => sweepRange(task);
/** Threads that see no failure, whatever they run. */
const blind = async (task: SweepTask) => sweepRange(task).map((row) => ({ ...row, failures: [] }));

test("it is found by all checks that it has to break, in blind sweeps and in guided ones", async () => {
  for (const guided of [false, true]) {
    const found = await findCanary(ask, { checks: ["all"], guided });
    expect(found).toEqual({ runs: 2, checks: ["converges", "no-state-reset"] });
    expect(canaryText(found)).toContain("found");
  }
  const one = await findCanary(ask, { checks: ["delivery", "converges"] });
  expect(one.checks).toEqual(["converges"]);
});

test("a sweep that does not see it fails, by any of the checks", async () => {
  await expect(findCanary(blind, { checks: ["all"] })).rejects.toThrow("canary is not found");
  // The last run alone is not seen, and only by one check.
  const drowsy = async (task: SweepTask) => {
    const [first, last] = sweepRange(task);
    const failures = last.failures.filter(({ signature }) => !signature.startsWith("no-state"));
    return [first, { ...last, failures }];
  };
  await expect(findCanary(drowsy, { checks: ["all"] })).rejects.toThrow(
    "breaks no-state-reset, and 1 of 2 runs say so",
  );
});

test("a sweep that asks none of its checks runs nothing, and says so", async () => {
  const found = await findCanary(() => Promise.reject(new Error("asked")), { checks: ["traffic"] });
  expect(canaryText(found)).toContain("not asked, for no check of this sweep is converges or");
});
