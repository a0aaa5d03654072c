import { describe, expect, test } from "vitest";
import { isOver, type ProbeRecord } from "../../../loadtest/capacity/probe-record.ts";
import { search } from "../../../loadtest/capacity/coordinator.ts";
import {
  descentsOf,
  nextStep,
  searchDefaults,
  type SearchPlan,
} from "../../../loadtest/capacity/search.ts";
import { SimulatedServer, trueKnee, type ServerModel } from "./simulated-server.ts";

const slo = "p95<500ms, errors<0.1%";
const plan: SearchPlan = { ...searchDefaults, rateMax: 400 };

const searchOn = (model: ServerModel, seed: number, changes: Partial<SearchPlan> = {}) =>
  search({ ...plan, ...changes }, new SimulatedServer(model, { seed: `${seed}`, slo }), {
    ...{ signal: new AbortController().signal, records: [], keep: () => {} },
  });

/** How many of the searches' intervals hold the knee that brute force finds. */
async function covered(model: ServerModel, seeds: number): Promise<number> {
  const still = trueKnee(model, { slo });
  let count = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const { answer } = await searchOn(model, seed, { descents: 0 });
    // The interval is that of the last probe, to which a drifting server has moved.
    const knee = still * Math.exp((model.drift ?? 0) * (answer.probes - 1));
    if (answer.interval.low <= knee && knee <= answer.interval.high) count++;
    expect(answer.probes).toBeLessThanOrEqual(plan.probesMax);
  }
  return count;
}

// At 95 % true coverage 24 searches miss more than 5 times once in 1,000 runs of other seeds; with
// these seeds the figure is always the same.
const seeds = 24;
const leastCovered = 19;

describe("the interval holds the true knee at the stated confidence, in a bounded number of probes", () => {
  const models: Record<string, ServerModel> = {
    "a server that stands": { capacity: 20 },
    "one that wanders by 20 % from probe to probe": { capacity: 20, wander: 0.2 },
    "one whose capacity falls by 1 % with each probe": { capacity: 30, wander: 0.05, drift: -0.01 },
    "a fast one": { capacity: 150, wander: 0.1 },
    "one with hysteresis": {
      capacity: 30,
      wander: 0.05,
      badAbove: 30,
      goodBelow: 12,
      badShare: 0.3,
    },
  };
  test.each(Object.entries(models))("%s", async (_name, model) => {
    expect(await covered(model, seeds)).toBeGreaterThanOrEqual(leastCovered);
  });

  test("it bites: the interval of a server that stands ends well before twice its knee", async () => {
    const model = { capacity: 20 };
    const far = trueKnee(model, { slo }) * 2;
    const { answer } = await searchOn(model, 1);
    expect(answer.interval.high).toBeLessThan(far);
  });
});

describe("the way of a search", () => {
  test("begins with a gauge where nobody says where, and probes near the knee at once", async () => {
    const { records } = await searchOn({ capacity: 20 }, 3, { descents: 0 });
    const [gauge, ...probes] = records.map(({ phase }) => phase);
    expect([gauge, probes.includes("gauge")]).toEqual(["gauge", false]);
    const rates = records.slice(1).map(({ rate }) => rate);
    expect(Math.min(...rates)).toBeGreaterThan(3);
    expect(Math.max(...rates)).toBeLessThan(60);
  });

  test("warms up, brackets, narrows, and goes down after a shock", async () => {
    const { records } = await searchOn({ capacity: 20 }, 5, { startRate: 1 });
    const phases = records.map(({ phase }) => phase);
    expect(phases.filter((phase, n) => phase !== phases[n - 1])).toEqual(
      expect.arrayContaining(["warm", "bracket", "narrow", "shock", "descend"]),
    );
    expect(phases.filter((phase) => phase === "shock")).toHaveLength(plan.descents);
    const rates = records.filter(({ phase }) => phase === "bracket").map(({ rate }) => rate);
    expect(rates).toEqual([2, 4, 8, 16, 32].slice(0, rates.length));
  });

  test("starts over the knee and halves its way down until it can warm up", async () => {
    const { answer, records } = await searchOn({ capacity: 20 }, 6, { startRate: 150 });
    const rates = records.filter(({ phase }) => phase === "warm").map(({ rate }) => rate);
    expect(rates.slice(0, 3)).toEqual([150, 75, 37.5]);
    expect(rates.at(-1)).toBe(rates.at(-2));
    expect(answer.end.how).toBe("found");
  });

  test("in a hurry the way down goes before more narrowing, and then narrowing goes on", async () => {
    const wide = { ...plan, resolution: 0.02, descents: 2 };
    const server = new SimulatedServer({ capacity: 20 }, { seed: "8", slo });
    const records: ProbeRecord[] = [];
    for (let n = 0; n < 40; n++) {
      const hurry = n >= 12 && descentsOf(wide, records).done === 0;
      const step = nextStep(wide, records, { hurry });
      if (step.kind === "end") break;
      records.push({ ...step.order, startedAt: "", ...(await server.probe(step.order)) });
    }
    const phases = records.map(({ phase }) => phase);
    const shock = phases.indexOf("shock");
    expect(shock).toBe(12);
    expect(phases[shock + 1]).toBe("descend");
    const after = phases.slice(phases.lastIndexOf("descend", shock + 12) + 1);
    expect(after).toContain("narrow");
    expect(nextStep(wide, records.slice(0, 4), { hurry: true })).not.toMatchObject({
      order: { phase: "shock" },
    });
  });

  test("a way down that a rest came into begins again with its shock", async () => {
    const bad = { capacity: 30, badAbove: 30, goodBelow: 12, badShare: 0.3 };
    const { records } = await searchOn(bad, 2);
    const shock = records.findIndex(({ phase }) => phase === "shock");
    const broken = records.slice(0, shock + 2);
    expect(broken.map(({ phase }) => phase).slice(-2)).toEqual(["shock", "descend"]);
    expect(nextStep(plan, broken)).toMatchObject({ order: { phase: "descend" } });
    const resumed = nextStep(plan, broken, { resumedAt: broken.length });
    expect(resumed).toMatchObject({ order: { phase: "shock" } });
    expect(descentsOf(plan, records).done).toBe(plan.descents);
  });

  test("a server with hysteresis recovers lower than it fails, and a plain one does not", async () => {
    const bad = { capacity: 30, badAbove: 30, goodBelow: 12, badShare: 0.3 };
    const sick = (await searchOn(bad, 2)).answer.hysteresis;
    expect(sick.result).toBe("found");
    expect(sick.recovers!.low).toBeLessThan(13);
    const plain = (await searchOn({ capacity: 30 }, 2, { descents: 4 })).answer.hysteresis;
    expect(plain.result).not.toBe("found");
    expect(plain.probability).toBeLessThan(sick.probability!);
  });

  test("all held at the highest rate: the answer is open upwards, and says so", async () => {
    const { answer } = await searchOn({ capacity: 200 }, 1, { rateMax: 20 });
    expect(answer.end.how).toBe("above the bound");
    expect(answer.interval.high).toBe(Infinity);
  });

  test("nothing held at the lowest rate: the answer is open downwards", async () => {
    const { answer } = await searchOn({ capacity: 3 }, 1, { startRate: 8, rateMin: 2 });
    expect(answer.end.how).toBe("below the bound");
    expect(answer.interval.low).toBe(0);
  });

  test("too few probes for the resolution end as too wide, with the interval that there is", async () => {
    const { answer } = await searchOn({ capacity: 20, wander: 0.3 }, 1, { probesMax: 12 });
    expect(answer.end.how).toBe("too wide");
    expect(answer.probes).toBe(12);
    expect(answer.interval.high / answer.interval.low).toBeGreaterThan(1 + plan.resolution);
  });

  test("the same search twice makes the same probes", async () => {
    const [one, two] = [
      await searchOn({ capacity: 20, wander: 0.2 }, 9),
      await searchOn({ capacity: 20, wander: 0.2 }, 9),
    ];
    const shape = (records: typeof one.records) =>
      records.map((record) => [record.phase, record.rate, isOver(record)]);
    expect(shape(one.records)).toEqual(shape(two.records));
  });
});

describe("it refuses", () => {
  test("a rate limiter that answers 429", async () => {
    const { answer } = await searchOn({ capacity: 100, limit: 10 }, 1);
    expect(answer.end).toMatchObject({ how: "refused", refusal: { kind: "rate limiter" } });
  });

  test("a rate limiter that lets requests sleep", async () => {
    const { answer } = await searchOn({ capacity: 400, sleepAbove: 10 }, 1);
    expect(answer.end).toMatchObject({ how: "refused", refusal: { kind: "rate limiter" } });
  });

  test("a generator that cannot send more, after having tried again", async () => {
    const { answer, records } = await searchOn({ capacity: 400, generatorMax: 20 }, 1, {
      startRate: 1,
    });
    expect(answer.end).toMatchObject({ how: "refused", refusal: { kind: "saturated generator" } });
    expect(records.slice(-3).map(({ rate }) => rate)).toEqual([32, 32, 32]);
    expect(answer.refused).toBe(3);
    // What was seen before stands: it carries at least what held.
    expect(answer.interval.high).toBe(Infinity);
  });

  test("a threshold that no request can break, because there is none", async () => {
    const server = new SimulatedServer(
      { capacity: 20 },
      { seed: "1", slo: "lag.p95<1s, p95<500ms" },
    );
    const { answer } = await search(plan, server, {
      ...{ signal: new AbortController().signal, records: [], keep: () => {} },
    });
    expect(answer.end).toMatchObject({ how: "refused", refusal: { kind: "nothing measured" } });
    expect(answer.end).toHaveProperty("refusal.detail", expect.stringContaining("lag.p95<1000ms"));
  });

  test("a server that still gets quicker, and measures one that is warm after a while", async () => {
    const freezing = await searchOn({ capacity: 400, cold: 60 }, 1, { startRate: 2 });
    expect(freezing.answer.end).toMatchObject({ how: "refused", refusal: { kind: "cold server" } });
    const cool = await searchOn({ capacity: 100, cold: 6 }, 1, { startRate: 4 });
    expect(cool.records.filter(({ phase }) => phase === "warm").length).toBeGreaterThan(2);
    expect(["found", "too wide"]).toContain(cool.answer.end.how);
  });
});
