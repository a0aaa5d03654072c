import { expect, test } from "vitest";
import { sweepPage } from "../../../../sim/cli/sweep/sweep-page.ts";
import type { SweepFacts } from "../../../../sim/cli/sweep/sweep-report.ts";

const facts: SweepFacts = {
  ...{ scenario: "a<b", seeds: { first: 1, last: 10 }, end: "done", jobs: 2, done: 8, ran: 4 },
  ...{ seconds: 2, outcomes: { held: 6, broken: 2 }, hash: "abc" },
  failures: [
    { signature: "x: <y>", runs: 2, seed: 3, events: 12, detail: "</details><b>bold", known: null },
  ],
  coverage: [{ place: "site: <z>", runs: 3, seed: 2 }],
  neverReached: ["claim: sometimes <q>"],
  words: (seed) => `a --seed ${seed}`,
};

test("the page shows outcomes, failures, growth and what was never reached; words are escaped", () => {
  const page = sweepPage(facts);
  expect(page).toContain("a&lt;b, seeds 1..10");
  expect(page).toContain("sometimes &lt;q&gt;");
  expect(page).toContain("rashomon run a --seed 3");
  expect(page).not.toMatch(/<b>bold|<z>|<y>|<q>|<script|NaN|undefined/);
  expect(page.match(/<svg /g)).toHaveLength(3);
});

test("an empty sweep has a page as well", () => {
  const page = sweepPage({ ...facts, failures: [], coverage: [], neverReached: [], done: 0 });
  expect(page).toContain("No run is in yet");
  expect(page).not.toMatch(/NaN|undefined|Never reached/);
});

test("a guided sweep shows what fresh plans and moves paid", () => {
  const fresh = { name: "fresh plans", runs: 4, novel: 8 };
  const continued = { name: "plans gone on with", runs: 2, novel: 6 };
  const moves = [{ name: "spliced", runs: 2, novel: 6 }];
  const page = sweepPage({ ...facts, guidance: { fresh, continued, moves } });
  expect(page).toContain("<h2>Guidance</h2>");
  expect(page).toMatch(
    /plans gone on with<\/td><td class="n">2<\/td><td class="n">6<\/td><td class="n">300/,
  );
  const none = { name: "none", runs: 0, novel: 0 };
  const empty = sweepPage({ ...facts, guidance: { fresh: none, continued: none, moves: [] } });
  expect(empty).not.toMatch(/NaN|undefined|Infinity/);
});

test("a rare failure has an interval that can be seen, beside those of others on the same scale", () => {
  const [one] = facts.failures;
  const rare = { ...one, signature: "delivery: rare", runs: 3 };
  const page = sweepPage({ ...facts, done: 1000, failures: [{ ...one, runs: 30 }, rare] });
  const [often, seldom] = [...page.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(often).toBeGreaterThan(80);
  expect(seldom / often).toBeCloseTo(0.1, 1);
  expect(page).toContain("<strong>delivery</strong> rare");
});

test("places are put together by kind", () => {
  const coverage = ["site: a", "rule: b", "site: c"].map((place) => ({ place, runs: 1, seed: 1 }));
  const page = sweepPage({ ...facts, coverage });
  expect(page).toContain("<strong>site</strong> 2 places");
  expect(page).toContain("<strong>rule</strong> 1 place<");
});

test("known weaknesses stand apart from the news, with a link to where they are discussed", () => {
  const [one] = facts.failures;
  const page = sweepPage({ ...facts, failures: [{ ...one, known: "leaked-extremity" }] });
  expect(page).toContain("<p>No news.</p>");
  expect(page).toContain("<h2>Known weaknesses</h2>");
  expect(page).toContain('href="https://github.com/matrix-org/synapse/issues/6607"');
  expect(sweepPage(facts)).not.toContain("Known weaknesses");
});
