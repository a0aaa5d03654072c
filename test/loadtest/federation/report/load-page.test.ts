import { describe, expect, test } from "vitest";
import { judgeLoad, signedLoadPage } from "../../../../loadtest/federation/report/index.ts";
import type { SignedLoadResult } from "../../../../loadtest/federation/index.ts";
import { junit } from "../../../../loadtest/page/junit.ts";
import { parseSlos } from "../../../../loadtest/slo.ts";
import { carriedLoad, histogramOf } from "../made-results.ts";

const slos = parseSlos("lag.p95<2s, errors<1%, dropped<1");
const hostile = '<img src=x onerror=alert(1)>"';
const judged = (change: Partial<SignedLoadResult>) =>
  judgeLoad({ ...carriedLoad, ...change }, slos);

describe("a signed load is judged", () => {
  test("by its end, by what is not there, and by thresholds, lag being until visible", () => {
    expect(judged({})).toMatchObject({ outcome: "held" });
    const late = judged({ visible: histogramOf(3_000) });
    expect(late.outcome).toBe("broken");
    expect(late.checks.find(({ result }) => result === "failure")?.name).toBe("lag.p95<2000ms");
    const { pdus } = carriedLoad;
    expect(judged({ pdus: { ...pdus, holes: 3 } }).checks[1]).toMatchObject({
      ...{ result: "failure", message: "3 of 100 accepted events are not there" },
    });
    const refused = judged({ pdus: { ...pdus, refused: { "not let in": 2 } } });
    expect(refused.checks[3]).toMatchObject({ name: "errors<1%", result: "failure" });
  });

  test("as incomplete where the target was lost, and then nothing is called a hole", () => {
    const lost = judged({
      end: { how: "target lost", why: "It is gone." },
      pdus: { ...carriedLoad.pdus, unknown: 7 },
    });
    expect(lost.outcome).toBe("incomplete");
    expect(lost.checks.slice(0, 2).map(({ result }) => result)).toEqual(["error", "skipped"]);
    const xml = junit("load", lost.checks, carriedLoad.provenance.startedAt);
    expect(xml).toContain('errors="1" skipped="1"');
  });
});

describe("the page of a signed load", () => {
  const page = (change: Partial<SignedLoadResult> = {}) => {
    const result = { ...carriedLoad, ...change };
    return signedLoadPage({ result, judgement: judgeLoad(result, slos), again: hostile });
  };

  test("shows what became of PDUs over time, processor use and times", () => {
    const text = page();
    expect(text.match(/<figure>/g)).toHaveLength(4);
    for (const name of ["due", "sent", "accepted", "visible", "outstanding", "CPU"]) {
      expect(text).toMatch(new RegExp(`class="name c\\d"[^>]*>${name}<`));
    }
    expect(text).toContain("9.8/s");
    expect(text).not.toMatch(/NaN|undefined|https?:\/\/(?!127)/);
  });

  test("says what origins did that did not behave well, and what it cost", () => {
    const none = { late: 0, refused: 0, reset: 0, unanswered: 0, repeated: 0 };
    const text = page({
      misbehaviour: {
        odd: [
          { ...none, origin: 1, manner: "slow", asked: 24, late: 24 },
          { ...none, origin: 2, manner: "silent", asked: 3 },
          { ...none, origin: 3, manner: "retrying", asked: 3, reset: 1, repeated: 1_234 },
        ],
        visibleThere: histogramOf(2_500),
        visibleElsewhere: histogramOf(90),
      },
    });
    expect(text).toContain("origin 2, slow: requests to it 24, answered late 24.");
    expect(text).toContain("origin 3, silent: requests to it 3, all answered at once.");
    expect(text).toContain("cut off 1, transactions sent twice 1,234.");
    expect(text).toMatch(/who do not behave well<[^]*2\.5\d s[^]*all other rooms<[^]*9\d ms/);
    expect(page()).not.toContain("did not behave well");
  });

  test("names what was refused and what nobody could deliver, and escapes it", () => {
    const text = page({
      pdus: { ...carriedLoad.pdus, refused: { [hostile]: 2 }, pruned: 5 },
      transactions: { ...carriedLoad.transactions, failures: { "http 429": 4 }, unsent: 3 },
      end: { how: "target lost", why: "It is gone." },
      target: { url: "http://127.0.0.1:1", name: hostile },
      syncGaps: 2,
    });
    for (const words of ["http 429", "never sent", "It is gone.", "threw 5 PDUs away", "2 pages"]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain("<img");
  });

  test("of a run that ended before its first second is a page", () => {
    expect(page({ series: [], samples: [] })).not.toMatch(/NaN|undefined|<figure>/);
  });
});
