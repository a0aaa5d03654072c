// A sweep as one HTML page with plots, for people who would rather look than read: what became of
// the runs, which failures there are with how sure their share is, how coverage grew from seed to
// seed, and what no run came to. No script, nothing from elsewhere; words of rooms are escaped.
import { rateOf } from "../../compare/index.ts";
import { countOf } from "../../run/index.ts";
import { nextSteps } from "./next-steps.ts";
import { canaryText } from "./canary.ts";
import { newsOf, type KnownFailures } from "./failure-news.ts";
import { colours, document, percent, safe } from "./page-parts.ts";
import { per100, type Guidance } from "./sweep-guidance.ts";
import type { SweepFacts } from "./sweep-report.ts";

const [width, height] = [640, 220];
const margin = { left: 48, right: 16, top: 12, bottom: 32 };

/** The whole page. */
export function sweepPage(facts: SweepFacts): string {
  const { scenario, seeds, done } = facts;
  const title = `${scenario}, seeds ${seeds.first}..${seeds.last}`;
  return document(
    `Sweep: ${title}`,
    `<h1>${safe(title)}</h1>
<p>${done} of ${countOf(seeds)} runs are in; hash of all traces <code>${safe(facts.hash)}</code>.</p>
${facts.canary === undefined ? "" : `<p><small>${safe(canaryText(facts.canary))}.</small></p>`}
<h2>Outcomes</h2>${outcomes(facts)}
<h2>${facts.failures.some(({ known }) => known !== null) ? "Failures that are news" : "Failures"}</h2>${failures(facts)}
<h2>Coverage</h2>${growth(facts)}
${facts.guidance === undefined ? "" : guided(facts.guidance)}
${never(facts)}
<h2>Places that runs came to</h2>${places(facts)}`,
  );
}

/** A bar of all runs, parted by what became of them. */
function outcomes({ outcomes: counts, done }: SweepFacts): string {
  let x = 0;
  const parts = (["held", "broken", "unsettled"] as const).map((outcome) => {
    const wide = (width * (counts[outcome] ?? 0)) / Math.max(1, done);
    const bar = `<rect x="${x.toFixed(1)}" width="${wide.toFixed(1)}" height="22" fill="${colours[outcome]}"/>`;
    x += wide;
    return bar;
  });
  const words = (["held", "broken", "unsettled"] as const).map((outcome, n) => {
    const at = n * 180;
    const label = `${counts[outcome] ?? 0} ${outcome === "unsettled" ? "did not come to rest" : outcome}`;
    return `<rect x="${at}" y="32" width="11" height="11" fill="${colours[outcome]}"/><text x="${at + 17}" y="42">${label}</text>`;
  });
  const label = "Runs by outcome";
  return `<svg viewBox="0 0 ${width} 48" width="${width}" role="img" aria-label="${label}">${parts.join("")}${words.join("")}</svg>`;
}

/** Each kind of failure with its share, and the interval in which the true share lies (95 %). */
function failures(facts: SweepFacts): string {
  const { news, known } = newsOf(facts.failures);
  if (news.length + known.length === 0) return "<p>None.</p>";
  const parts = known.map((one) => weakness(one, facts)).join("");
  const head =
    "<h2>Known weaknesses</h2><p>No news: what the rules themselves make of some stories.</p>";
  const fresh = news.length === 0 ? "<p>No news.</p>" : failureTable(news, facts);
  return `${fresh}${known.length === 0 ? "" : `${head}${parts}`}`;
}

/** A known weakness, to be opened for the kinds of failures that it explains. */
function weakness(one: KnownFailures, facts: SweepFacts): string {
  const { name, about, shownBy, thread, failures: count, groups } = one;
  const link = thread === undefined ? "" : ` · <a href="${safe(thread)}">${safe(thread)}</a>`;
  const noun = count === 1 ? "failure" : "failures";
  return `<details><summary><strong>${safe(name)}</strong> ${count} ${noun}: ${safe(about)}</summary>
<p><small>shown by <code>${safe(shownBy)}</code>${link}</small></p>${failureTable(groups, facts)}</details>`;
}

function failureTable(groups: SweepFacts["failures"], { done, words }: SweepFacts): string {
  // All intervals on one scale, which ends with the widest: rare failures are told apart as well.
  const most = Math.max(...groups.map(({ runs }) => rateOf(runs, done).high));
  const rows = groups.map(({ signature, runs, seed, events, detail }) => {
    const { low, high } = rateOf(runs, done);
    const [a, b, c] = [low, runs / Math.max(1, done), high].map((share) => (156 * share) / most);
    const [check, cause] = partsOf(signature);
    const plot =
      `<svg viewBox="0 0 160 18" width="160" role="img" aria-label="share with its interval">` +
      `<rect y="8" width="160" height="2" fill="${colours.rule}"/><rect x="${a.toFixed(1)}" y="6" width="${Math.max(1, c - a).toFixed(1)}" height="6" fill="${colours.broken}" opacity=".4"/>` +
      `<circle cx="${b.toFixed(1)}" cy="9" r="4" fill="${colours.broken}"/></svg>`;
    const share = `${percent(runs / Math.max(1, done))} <small>(${percent(low)}–${percent(high)})</small>`;
    const shown = `<details><summary><strong>${safe(check)}</strong> ${safe(cause)}</summary><p>${safe(detail)}</p>${commands(words(seed), signature)}</details>`;
    return `<tr><td class="n">${runs}</td><td>${share}${plot}</td><td>${shown}</td><td class="n">${seed}<br><small>${events} events</small></td></tr>`;
  });
  return `<table><tr><th class="n">runs</th><th class="line">share (95 %)</th><th>what is broken</th><th class="n line">shortest at</th></tr>${rows.join("")}</table>`;
}

/** How to look at a failure, and how to make it smaller. */
function commands(words: string, signature: string): string {
  const { look, shrink } = nextSteps(words, signature);
  return `<p><code>${safe(look)}</code><br><code>${safe(shrink)}</code></p>`;
}

/** The check of a signature, and what it found; a run without an end has no finding. */
function partsOf(signature: string): [check: string, cause: string] {
  const at = signature.indexOf(": ");
  return at < 0 ? [signature, ""] : [signature.slice(0, at), signature.slice(at + 2)];
}

/** How many places had been reached by each seed. */
function growth({ coverage, seeds }: SweepFacts): string {
  if (coverage.length === 0) return "<p>No run is in yet.</p>";
  const first = coverage.map(({ seed }) => seed).sort((a, b) => a - b);
  const x = (seed: number) =>
    margin.left +
    ((width - margin.left - margin.right) * (seed - seeds.first)) /
      Math.max(1, seeds.last - seeds.first);
  const y = (count: number) =>
    height - margin.bottom - ((height - margin.top - margin.bottom) * count) / first.length;
  let path = `M${x(seeds.first)} ${y(0)}`;
  for (const [n, seed] of first.entries()) path += `H${x(seed).toFixed(1)}V${y(n + 1).toFixed(1)}`;
  path += `H${x(seeds.last)}`;
  const ticks = [0, 0.5, 1].map((share) => {
    const count = Math.round(first.length * share);
    const at = y(count).toFixed(1);
    return `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" class="grid"/><text x="${margin.left - 8}" y="${Number(at) + 4}" text-anchor="end">${count}</text>`;
  });
  const ends = [seeds.first, seeds.last].map((seed, n) => {
    return `<text x="${x(seed)}" y="${height - 10}" text-anchor="${n === 0 ? "start" : "end"}">seed ${seed}</text>`;
  });
  const last = first[first.length - 1];
  return (
    `<p>${first.length} different places; the last new one at seed ${last}.</p>` +
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="Places reached by seed">` +
    `${ticks.join("")}<path d="${path}" fill="none" stroke="${colours.first}" stroke-width="2"/>${ends.join("")}</svg>`
  );
}

/** What fresh plans found, what continued ones did, and by which moves. */
function guided({ fresh, continued, moves }: Guidance): string {
  const most = Math.max(
    ...[fresh, continued, ...moves].map(({ runs, novel }) => novel / runs || 0),
  );
  const rows = [fresh, continued, ...moves].map((one, n) => {
    const wide = 160 * (one.novel / one.runs / most || 0);
    const bar =
      `<svg viewBox="0 0 160 14" width="160" role="img" aria-label="new places for each run">` +
      `<rect y="3" width="${wide.toFixed(1)}" height="8" fill="${n < 2 ? colours.first : colours.faint}"/></svg>`;
    const name = `<td${n < 2 ? "" : ' class="in"'}>${safe(one.name)}</td>`;
    return `<tr>${name}<td class="n">${one.runs}</td><td class="n">${one.novel.toFixed(0)}</td><td class="n">${per100(one)}</td><td>${bar}</td></tr>`;
  });
  return `<h2>Guidance</h2><p>Some seeds go on from plans that came to something new, by a few moves each.</p>
<table><tr><th>plans</th><th class="n">runs</th><th class="n line">new places</th><th class="n line">in 100 runs</th><th></th></tr>${rows.join("")}</table>`;
}

function never({ neverReached }: SweepFacts): string {
  if (neverReached.length === 0) return "";
  const items = neverReached.map((name) => `<li>${safe(name)}</li>`).join("");
  return `<div class="never"><strong>Never reached</strong><ul>${items}</ul></div>`;
}

/** Places by their kind, each kind to be opened. */
function places({ coverage }: SweepFacts): string {
  const kinds = new Map<string, string[]>();
  for (const { place, runs, seed } of coverage) {
    const [kind, name] = partsOf(place);
    const row = `<tr><td>${safe(name)}</td><td class="n">${runs}</td><td class="n">${seed}</td></tr>`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), row]);
  }
  const head = `<tr><th>place</th><th class="n">runs</th><th class="n line">first at seed</th></tr>`;
  return Array.from(kinds, ([kind, rows]) => {
    const count = `${rows.length} ${rows.length === 1 ? "place" : "places"}`;
    return `<details><summary><strong>${safe(kind)}</strong> ${count}</summary><table>${head}${rows.join("")}</table></details>`;
  }).join("");
}
