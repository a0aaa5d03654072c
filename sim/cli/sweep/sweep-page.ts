// A sweep as one HTML page with plots, for people who would rather look than read: what became of
// the runs, which failures there are with how sure their share is, how coverage grew from seed to
// seed, and what no run came to. No script, nothing from elsewhere; words of rooms are escaped.
import { countOf } from "../../run/index.ts";
import type { SweepFacts } from "./sweep-report.ts";

const colours = { held: "#2e7d5b", broken: "#b3362b", unsettled: "#b7791f" } as const;
const [width, height] = [640, 220];
const margin = { left: 48, right: 16, top: 12, bottom: 32 };

/** The whole page. */
export function sweepPage(facts: SweepFacts): string {
  const { scenario, seeds, done } = facts;
  const title = `${scenario}, seeds ${seeds.first}..${seeds.last}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sweep: ${safe(title)}</title>
<meta name="viewport" content="width=device-width">
<style>${style}</style></head><body><main>
<h1>${safe(title)}</h1>
<p>${done} of ${countOf(seeds)} runs are in; hash of all traces <code>${safe(facts.hash)}</code>.</p>
<h2>Outcomes</h2>${outcomes(facts)}
<h2>Failures</h2>${failures(facts)}
<h2>Coverage</h2>${growth(facts)}
${never(facts)}
<h2>Places that runs came to</h2>${places(facts)}
</main></body></html>
`;
}

const style = `
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;margin:0}
main{max-width:880px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:28px 0 8px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:4px 10px 4px 0;vertical-align:top}
th{font-weight:600;border-bottom:1px solid #c9d1dc}td{border-bottom:1px solid #eef1f5}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
small{white-space:nowrap}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
svg{max-width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;fill:#4a5565}
.never{background:#fdf3e3;border-left:4px solid #b7791f;padding:8px 14px;margin:14px 0}
details{margin:6px 0}summary{cursor:pointer}`;

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
function failures({ failures: groups, done, again }: SweepFacts): string {
  if (groups.length === 0) return "<p>None.</p>";
  const rows = groups.map(({ signature, runs, seed, events, detail }) => {
    const { low, high } = interval(runs, done);
    const [a, b, c] = [low, runs / Math.max(1, done), high].map((share) => 160 * share);
    const plot =
      `<svg viewBox="0 0 160 18" width="160" role="img" aria-label="share with its interval">` +
      `<rect y="8" width="160" height="2" fill="#e3e8ef"/><rect x="${a.toFixed(1)}" y="6" width="${Math.max(1, c - a).toFixed(1)}" height="6" fill="#e4b3ae"/>` +
      `<circle cx="${b.toFixed(1)}" cy="9" r="4" fill="${colours.broken}"/></svg>`;
    const share = `${percent(runs / Math.max(1, done))} <small>(${percent(low)}–${percent(high)})</small>`;
    const shown = `<details><summary>${safe(signature)}</summary><p>${safe(detail)}</p><code>${safe(again(seed))}</code></details>`;
    return `<tr><td class="n">${runs}</td><td>${share}${plot}</td><td>${shown}</td><td class="n">${seed}<br><small>${events} events</small></td></tr>`;
  });
  return `<table><tr><th>runs</th><th>share (95 %)</th><th>what is broken</th><th>shortest at</th></tr>${rows.join("")}</table>`;
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
    return `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#e3e8ef"/><text x="${margin.left - 8}" y="${Number(at) + 4}" text-anchor="end">${count}</text>`;
  });
  const ends = [seeds.first, seeds.last].map((seed, n) => {
    return `<text x="${x(seed)}" y="${height - 10}" text-anchor="${n === 0 ? "start" : "end"}">seed ${seed}</text>`;
  });
  const last = first[first.length - 1];
  return (
    `<p>${first.length} different places; the last new one at seed ${last}.</p>` +
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="Places reached by seed">` +
    `${ticks.join("")}<path d="${path}" fill="none" stroke="#2b62b3" stroke-width="2"/>${ends.join("")}</svg>`
  );
}

function never({ neverReached }: SweepFacts): string {
  if (neverReached.length === 0) return "";
  const items = neverReached.map((name) => `<li>${safe(name)}</li>`).join("");
  return `<div class="never"><strong>Never reached</strong><ul>${items}</ul></div>`;
}

function places({ coverage }: SweepFacts): string {
  const rows = coverage.map(({ place, runs, seed }) => {
    return `<tr><td>${safe(place)}</td><td class="n">${runs}</td><td class="n">${seed}</td></tr>`;
  });
  return `<table><tr><th>place</th><th>runs</th><th>first at seed</th></tr>${rows.join("")}</table>`;
}

/**
 * Wilson's interval for a share at 95 %: it is of use for few runs and for shares near 0 and 1.
 * @example interval(0, 100).high // 0.037: of a failure never seen, so much is still possible
 */
export function interval(hits: number, runs: number): { low: number; high: number } {
  if (runs === 0) return { low: 0, high: 1 };
  const z2 = 1.96 * 1.96;
  const share = hits / runs;
  const middle = (share + z2 / (2 * runs)) / (1 + z2 / runs);
  const spread = Math.sqrt((share * (1 - share)) / runs + z2 / (4 * runs * runs)) * 1.96;
  const half = spread / (1 + z2 / runs);
  return {
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === runs ? 1 : Math.min(1, middle + half),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Text of a room as text of a page. */
function safe(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.toWellFormed().replace(/[&<>"]/g, (mark) => marks[mark]);
}
