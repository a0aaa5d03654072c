import { describe, expect, test } from "vitest";
import { compare, type ComparisonRules, type Pair } from "../../../loadtest/compare/compare.ts";
import { usualFigures, usualFloor } from "../../../loadtest/compare/figures.ts";
import { interleave } from "../../../loadtest/compare/interleave.ts";
import { SimulatedServer, type ServerModel } from "../capacity/simulated-server.ts";

const rules: ComparisonRules = { figures: usualFigures, floor: usualFloor, falseAlarms: 0.05 };
const quietRules: ComparisonRules = {
  ...rules,
  // Without a floor every false alarm shows.
  floor: { ratio: 0, ms: 0, share: 0 },
  figures: usualFigures.filter(({ name }) => name === "p95" || name === "p50"),
};

/** A whole comparison of two simulated servers at a rate that both carry. */
function run(
  models: { base: ServerModel; new: ServerModel },
  seed: number,
  blocks = 8,
): Promise<Pair[]> {
  const make = (side: "base" | "new") =>
    new SimulatedServer(models[side], { seed: `${side} ${seed}`, slo: "p95<500ms" });
  const servers = { base: make("base"), new: make("new") };
  return interleave(
    (side) => {
      const { p50Ms, p95Ms, errorShare } = servers[side].look(10).figures;
      const figures = { p50: p50Ms!, p95: p95Ms!, errors: errorShare! };
      return Promise.resolve({ startedAt: "", figures });
    },
    { blocks, seed: `${seed}`, signal: new AbortController().signal },
  );
}

describe("comparing", () => {
  const still: ServerModel = { capacity: 30, wander: 0.1, drift: -0.01 };

  test("a server with itself is quiet at the stated rate, even while it drifts", async () => {
    let alarms = 0;
    const runs = 300;
    for (let seed = 0; seed < runs; seed++) {
      const { result } = compare(await run({ base: still, new: still }, seed), quietRules);
      if (result === "worse") alarms++;
    }
    // At 5 % more than 24 of 300 happen once in 100 times; one figure decides here.
    expect(alarms).toBeLessThanOrEqual(24);
    expect(alarms).toBeGreaterThan(2);
  });

  test("with the usual floor it is never called worse", async () => {
    for (let seed = 0; seed < 40; seed++) {
      const { result } = compare(await run({ base: still, new: still }, seed), rules);
      expect(result).not.toBe("worse");
    }
  });

  test("a server that is slower by a third is found nearly always, and the other way it is better", async () => {
    const slower = { ...still, capacity: 20 };
    let [found, better] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      if (compare(await run({ base: still, new: slower }, seed), rules).result === "worse") found++;
      const back = compare(await run({ base: slower, new: still }, seed), rules);
      if (back.figures.some(({ result }) => result === "better")) better++;
    }
    expect(found).toBeGreaterThanOrEqual(38);
    expect(better).toBeGreaterThanOrEqual(38);
  });

  const pairs = (list: readonly (readonly [number, number])[], name = "p95"): Pair[] =>
    list.map(([base, now]) => ({
      base: { startedAt: "", figures: { [name]: base } },
      new: { startedAt: "", figures: { [name]: now } },
    }));
  const steady = (base: number, now: number, count = 8) =>
    pairs(Array.from({ length: count }, (_u, n) => [base + n / 100, now + (n * 3) / 100] as const));
  const one = (list: Pair[], name = "p95") =>
    compare(list, rules).figures.find(({ kind }) => kind.name === name)!;

  test("a difference within the floor is the same, however sure it is", () => {
    expect(one(steady(100, 102)).result).toBe("same");
    // Twice as slow, but by half a millisecond.
    expect(one(steady(0.5, 1)).result).toBe("same");
    expect(one(steady(100, 120))).toMatchObject({ result: "worse", pairs: 8 });
  });

  test("a wide interval is unclear, and says how bad it may be", () => {
    const wide = one(
      pairs(
        [100, 100, 100, 100, 100, 100, 100, 100].map(
          (base, n) => [base, n % 2 === 0 ? 60 : 150] as const,
        ),
      ),
    );
    expect(wide.result).toBe("unclear");
    expect(wide.high).toBeGreaterThan(0.3);
  });

  test("errors are compared by their difference", () => {
    const errors = pairs(
      Array.from({ length: 8 }, () => [0, 0.02] as const),
      "errors",
    );
    expect(one(errors, "errors")).toMatchObject({ result: "worse", low: 0.02 });
  });

  test("too few pairs are unknown, and the comparison says how many it needs", () => {
    const comparison = compare(steady(100, 200, 3), rules);
    expect(comparison).toMatchObject({ result: "unknown", pairsNeeded: 7 });
    expect(compare([], rules).result).toBe("unknown");
  });
});
