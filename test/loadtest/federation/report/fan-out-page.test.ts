import { expect, test } from "vitest";
import { deadCost, fanOutPage, judgeFanOut } from "../../../../loadtest/federation/report/index.ts";
import type { FanOutResult } from "../../../../loadtest/federation/index.ts";
import { parseSlos } from "../../../../loadtest/slo.ts";
import { madeFanOut } from "../made-results.ts";

const slos = parseSlos("lag.p95<1s, errors<1%");
const page = (change: Partial<FanOutResult> = {}) => {
  const result = { ...madeFanOut, ...change };
  return fanOutPage({ result, judgement: judgeFanOut(result, slos), again: "again" });
};

test("the page shows reach, each message, catching up, and what dead servers cost", () => {
  const text = page();
  expect(text.match(/<figure>/g)).toHaveLength(3);
  expect(text).toContain("all held");
  expect(deadCost(madeFanOut)).toBe(
    "Cost of 1 dead of 4 servers: p50 to 100 % of the others 40 ms → 60 ms, p95 40 ms → 60 ms, " +
      "CPU of the target a message 10 ms → 15 ms.",
  );
  expect(text).not.toMatch(/NaN|undefined|https?:\/\/(?!127)/);
});

test("who does not catch up in time makes it incomplete, who is not reached breaks it", () => {
  const { wholeMs: _never, ...short } = madeFanOut.catchUp;
  const late = { ...madeFanOut, catchUp: { ...short, curve: [{ atMs: 0, missing: 2 }] } };
  expect(judgeFanOut(late, slos)).toMatchObject({ outcome: "incomplete" });
  expect(judgeFanOut(late, slos).checks[2].message).toContain("2 of 2 deliveries");
  const [steady] = madeFanOut.phases;
  const lost = { ...madeFanOut, phases: [{ ...steady, incomplete: 1, undelivered: 1 }] };
  const { outcome, checks } = judgeFanOut(lost, slos);
  expect([outcome, checks[1].result, checks[4].result]).toEqual(["broken", "failure", "failure"]);
});

test("a run that ended before anybody was away says nothing of catching up", () => {
  const end = { how: "stopped", why: "It was stopped by its user." } as const;
  const catchUp = { ...madeFanOut.catchUp, missing: 0, curve: [{ atMs: 0, missing: 0 }] };
  const early = { ...madeFanOut, end, catchUp, phases: madeFanOut.phases.slice(0, 1) };
  expect(judgeFanOut(early, []).checks[2]).toMatchObject({ result: "skipped" });
  expect(page(early)).not.toContain("Caught up");
});

test("a run that ended before its first message is a page", () => {
  const end = { how: "stopped", why: "It was stopped by its user." } as const;
  const catchUp = { ...madeFanOut.catchUp, missing: 0, curve: [{ atMs: 0, missing: 0 }] };
  const text = page({ phases: [], catchUp, end });
  expect(text).toContain("incomplete");
  expect(text).not.toMatch(/NaN|undefined/);
});

test("an origin that did not behave well is named with what it did and what it got", () => {
  const did = {
    asked: 20,
    late: 0,
    refused: 0,
    reset: 20,
    unanswered: 0,
    repeated: 0,
    got: 0,
    of: 20,
  };
  const text = page({ misbehaved: [{ origin: 3, manner: "dead", ...did }] });
  expect(text).toContain("origin 4, dead: requests to it 20, cut off 20; it got 0 of 20 messages.");
});
