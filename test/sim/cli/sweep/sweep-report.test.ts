import { expect, test } from "vitest";
import {
  isBroken,
  junitOf,
  sweepText,
  type SweepFacts,
} from "../../../../sim/cli/sweep/sweep-report.ts";

const facts: SweepFacts = {
  scenario: "a<b",
  seeds: { first: 1, last: 10 },
  end: "time",
  jobs: 2,
  done: 8,
  ran: 4,
  seconds: 2,
  outcomes: { held: 6, broken: 2 },
  failures: [
    {
      signature: 'x: "y" & <z>\u0007',
      runs: 2,
      seed: 3,
      events: 12,
      detail: "Detail\u0000.",
      known: null,
    },
  ],
  coverage: [
    { place: "site: a soft failure", runs: 3, seed: 2 },
    { place: "arrival: send, accepted", runs: 8, seed: 1 },
  ],
  neverReached: ["claim: sometimes tea <is> out", "site: a rejection"],
  hash: "abc",
  words: (seed) => `a --seed ${seed}`,
};

test("people read counts, rate, why it ended, and which seed to look at", () => {
  const text = sweepText(facts);
  expect(text).toContain("8 of 10 runs");
  expect(text).toContain("6 held, 2 broken, 0 did not come to rest");
  expect(text).toContain("(2.0 runs/s)");
  expect(text).toContain("stopped by --for");
  expect(text).toContain("2 runs (25.0 %)");
  expect(text).toContain(
    "look:    rashomon run a --seed 3\n    smaller: rashomon shrink a --seed 3\n",
  );
});

test("JUnit has a case for each kind of failure and one for what held, and is well-formed", () => {
  const xml = junitOf(facts);
  expect(xml.match(/<testcase /g)).toHaveLength(2);
  expect(xml).toContain('tests="2" failures="1"');
  expect(xml).toContain("x: &quot;y&quot; &amp; &lt;z&gt;\ufffd");
  expect(xml).not.toMatch(/[\u0000-\u0008]/);
  expect(xml.match(/</g)).toHaveLength(xml.match(/>/g)?.length ?? 0);
});

const kept = {
  signature: "c: lost",
  runs: 3,
  seed: 4,
  events: 9,
  detail: "Lost.",
  known: "refused",
};
const withKnown: SweepFacts = { ...facts, end: "done", neverReached: [], outcomes: { broken: 5 } };

test("known weaknesses come behind the news, with the story that shows them", () => {
  const text = sweepText({ ...withKnown, failures: [kept, ...facts.failures] });
  expect(text.indexOf("✗ 2 runs")).toBeLessThan(text.indexOf("~ 3 failures: refused."));
  expect(text).toContain("shown by scenarios/regressions/topic-lost-by-kick.json (https://");
  expect(text).toContain("   3 × c: lost; rashomon run a --seed 4");
});

test("with --allow-known a sweep is broken by news only, and JUnit skips the rest", () => {
  const known = { ...withKnown, failures: [kept] };
  expect(isBroken(known)).toBe(true);
  expect(junitOf(known)).toContain('tests="2" failures="1"');
  expect(junitOf(known)).toContain("known weakness refused");
  expect(isBroken({ ...known, allowsKnown: true })).toBe(false);
  const passed = junitOf({ ...known, allowsKnown: true });
  expect(passed).toContain('tests="2" failures="0" skipped="1"');
  expect(passed).toContain('<skipped message="3 runs');
  const both = { ...known, failures: [kept, ...facts.failures], allowsKnown: true };
  expect(isBroken(both)).toBe(true);
  // A claim that no run has met is no weakness of anybody.
  expect(isBroken({ ...known, allowsKnown: true, neverReached: ["claim: x"] })).toBe(true);
});
