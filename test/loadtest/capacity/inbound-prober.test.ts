import { describe, expect, test } from "vitest";
import { inboundFinding, InboundProber } from "../../../loadtest/capacity/inbound-prober.ts";
import { isOver } from "../../../loadtest/capacity/probe-record.ts";
import type { SignedLoadResult } from "../../../loadtest/federation/index.ts";
import { parseSlos } from "../../../loadtest/slo.ts";
import { carriedLoad, histogramOf } from "../federation/made-results.ts";

const slos = parseSlos("lag.p95<2s, errors<0.1%");

const findingOf = (changes: Partial<SignedLoadResult>) =>
  inboundFinding({ ...carriedLoad, ...changes }, { slos, warmUpMs: 2_000 });

describe("a probe from the federation's side", () => {
  test("that is carried holds, with what became visible as its rate", () => {
    const finding = findingOf({});
    expect(isOver(finding)).toBe(false);
    expect(finding.figures).toMatchObject({ achievedRate: 9.8, targetCpuShare: 0.4 });
    expect(finding.figures.lagP95Ms).toBeGreaterThan(120);
  });

  test("that was accepted and did not become visible is over: answers alone say nothing", () => {
    const late = findingOf({ visible: histogramOf(5_000) });
    expect(late.verdicts.filter(({ result }) => result === "broken").map(({ slo }) => slo)).toEqual(
      ["lag.p95<2000ms"],
    );
    const holes = findingOf({ pdus: { ...carriedLoad.pdus, visible: 90, holes: 10 } });
    expect(holes.verdicts.find(({ result }) => result === "broken")?.slo).toBe("errors<0.1%");
    expect(
      findingOf({ pdus: { ...carriedLoad.pdus, refused: { "ERROR 403": 1 } } }).verdicts[1].result,
    ).toBe("broken");
  });

  test("whose events that are due and not visible grow is over by its backlog", () => {
    const series = carriedLoad.series.map((row) => ({ ...row, visible: 0.5 * row.due }));
    expect(findingOf({ series }).verdicts.at(-1)).toMatchObject({
      slo: "backlog<2%",
      result: "broken",
    });
  });

  test("of a generator that did not keep up, or a target that is gone, says nothing", () => {
    const busy = findingOf({ generator: { cpuMs: 10_100, eventLoopP99Ms: 400 } });
    expect(busy.refusals[0].kind).toBe("saturated generator");
    const gone = findingOf({ end: { how: "target lost", why: "It is gone." } });
    expect(gone.refusals[0]).toMatchObject({ kind: "target lost", detail: "It is gone." });
    expect(isOver(gone)).toBeUndefined();
  });
});

test("a probe that is stopped while its stage is set is none, and no failure", async () => {
  const prober = new InboundProber({
    target: { url: "http://127.0.0.1:1", name: "x", user: { userId: "@a:x", token: "t" } } as never,
    ...{ slos, origins: 1, rooms: 1, roomVersion: "12", seed: "1" },
    ...{ warmUpMs: 0, windowMs: 1_000, drainMs: 0 },
  });
  const order = { rate: 1, phase: "climb", n: 0 } as never;
  expect(await prober.probe(order, AbortSignal.abort())).toBeUndefined();
  await expect(prober.probe(order, new AbortController().signal)).rejects.toThrow();
});
