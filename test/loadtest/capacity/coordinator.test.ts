import { describe, expect, onTestFinished, test, vi } from "vitest";
import { search, type Prober } from "../../../loadtest/capacity/coordinator.ts";
import { searchDefaults } from "../../../loadtest/capacity/search.ts";
import { SimulatedServer } from "./simulated-server.ts";

const slo = "p95<500ms";
const make = () => new SimulatedServer({ capacity: 20 }, { seed: "1", slo });
const hooks = () => ({ signal: new AbortController().signal, records: [], keep: () => {} });

describe("the coordinator", () => {
  test("lets the server settle before every probe but the first and those on the way down", async () => {
    const server = make();
    const did: string[] = [];
    const prober: Prober = {
      settle: () => {
        did.push("settle");
        return server.settle();
      },
      probe: (order) => {
        did.push(order.phase);
        return server.probe(order);
      },
    };
    await search(searchDefaults, prober, hooks());
    expect(did.slice(0, 3)).toEqual(["gauge", "settle", "warm"]);
    const shock = did.indexOf("shock");
    expect(did.slice(shock - 1, shock + 2)).toEqual(["settle", "shock", "descend"]);
  });

  test("a server that does not recover ends the search, with what was seen", async () => {
    const server = make();
    let calm = 8;
    const prober: Prober = {
      probe: (order) => server.probe(order),
      settle: () => Promise.resolve(calm-- > 0),
    };
    const { answer, records } = await search(searchDefaults, prober, hooks());
    expect(answer.end).toMatchObject({ how: "refused", refusal: { kind: "target lost" } });
    expect(records).toHaveLength(9);
  });

  test("begins no probe for which the time is too short, and says so", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const server = make();
    const slow: Prober = {
      settle: () => server.settle(),
      probe: async (order) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return server.probe(order);
      },
    };
    const startMs = performance.now();
    const searching = search(searchDefaults, slow, { ...hooks(), withinMs: 400 });
    const tookMs = searching.then(() => performance.now() - startMs);
    await vi.advanceTimersByTimeAsync(10_000);
    const { answer, records } = await searching;
    expect(answer.end).toEqual({ how: "out of time" });
    // Six of 60 ms: a seventh would end after 420.
    expect(records).toHaveLength(6);
    expect(await tookMs).toBe(360);
  });

  test("keeps some of its time for the way down", async () => {
    const server = make();
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => nowMs);
    const slow: Prober = {
      settle: () => server.settle(),
      probe: (order) => {
        nowMs += 30_000;
        return server.probe(order);
      },
    };
    const plan = { ...searchDefaults, resolution: 0.01, probesMax: 500, descents: 1 };
    const { answer, records } = await search(plan, slow, { ...hooks(), withinMs: 15 * 60_000 });
    vi.restoreAllMocks();
    expect(answer.end).toEqual({ how: "out of time" });
    expect(nowMs).toBeLessThanOrEqual(15 * 60_000);
    const phases = records.map(({ phase }) => phase);
    expect(phases.lastIndexOf("narrow")).toBeGreaterThan(phases.indexOf("descend"));
    expect(answer.hysteresis.result).not.toBe("not measured");
  });

  test("a signal in the middle of a probe ends it, and that probe is not kept", async () => {
    const server = make();
    const stop = new AbortController();
    const kept: number[] = [];
    const prober: Prober = {
      settle: () => server.settle(),
      probe: (order) => {
        if (order.n === 5) stop.abort();
        return order.n === 5 ? Promise.resolve(undefined) : server.probe(order);
      },
    };
    const { answer } = await search(searchDefaults, prober, {
      ...{ signal: stop.signal, records: [], keep: ({ n }) => void kept.push(n) },
    });
    expect(answer.end.how).toBe("stopped");
    expect(kept).toEqual([0, 1, 2, 3, 4]);
  });
});
