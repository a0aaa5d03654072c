// A comparison as one HTML file: the verdict, every figure's difference as an interval beside the
// noise floor, and each pair. No outside address, no script.
import { escape, table, type Column } from "../report/html.ts";
import { style } from "../report/style.ts";
import { share } from "../report/words.ts";
import type { Comparison, FigureComparison, Pair } from "./compare.ts";
import { comparisonHeadline, differenceText, figureValue } from "./words.ts";

export interface ComparisonReport {
  readonly base: string;
  readonly new: string;
  readonly comparison: Comparison;
  readonly pairs: readonly Pair[];
  /** What to know about it, sentences. */
  readonly notes: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
}

export function comparisonPage(report: ComparisonReport): string {
  const { comparison, pairs, notes, facts } = report;
  const title = `${report.new} against ${report.base}`;
  const [kind, word] = chips[comparison.result];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)} · Rashomon</title>
<style>${style}${ownStyle}</style>
<main>
<header><h1>${escape(title)}</h1><span class="chip ${kind}">${word}</span></header>
<p class="answer">${escape(comparisonHeadline(comparison))}</p>
<ul class="notes">${notes.map((note) => `<li>${escape(note)}</li>`).join("")}</ul>
<h2>Differences</h2>
${forest(comparison)}
${figureTable(comparison)}
<h2>Pairs</h2>
${pairTable(comparison, pairs)}
<h2>Provenance</h2>
<dl class="facts">${facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`).join("")}</dl>
</main>
</html>
`;
}

const chips = {
  worse: ["broken", "worse"],
  better: ["held", "better"],
  same: ["held", "the same"],
  unclear: ["incomplete", "no difference shown"],
  unknown: ["incomplete", "too few results"],
} as const;

const ownStyle = `
.answer { font-size: 1.25rem; margin: 1rem 0 0; }
svg .floor { fill: var(--raised); }
svg .zero { stroke: var(--muted); }
svg .bar { stroke-width: 3; stroke: var(--c4); }
svg .dot { fill: var(--c4); }
svg .worse .bar { stroke: var(--bad); } svg .worse .dot { fill: var(--bad); }
svg .better .bar { stroke: var(--good); } svg .better .dot { fill: var(--good); }
svg .row text { fill: var(--ink); font-size: 12px; }
`;

const width = 960;
const left = 130;
const right = 40;
const rowHeight = 28;

/** Intervals as bars, one under the other; the grey ground is the floor. */
function forest({ figures }: Comparison): string {
  const times = figures.filter(({ kind, low }) => kind.unit === "ms" && low !== undefined);
  if (times.length === 0) return "";
  const reach =
    Math.max(
      ...times.flatMap(({ low = 0, high = 0, floor }) => [
        Math.abs(low),
        Math.abs(high),
        2 * floor,
      ]),
    ) * 1.1;
  const x = (value: number) => num(left + ((value + reach) / (2 * reach)) * (width - left - right));
  const height = times.length * rowHeight + 36;
  const rows = times.map(({ kind, result, low = 0, high = 0, difference = 0, floor }, n) => {
    const y = n * rowHeight + 16;
    const about = `${kind.name}: ${differenceText(times[n])}`;
    return (
      `<rect class="floor" x="${x(-floor)}" width="${num(Number(x(floor)) - Number(x(-floor)))}" y="${y - 11}" height="22"/>` +
      `<g class="row ${result}"><title>${escape(about)}</title><text x="${left - 10}" y="${y + 4}" text-anchor="end">${escape(kind.name)}</text>` +
      `<line class="bar" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/><circle class="dot" cx="${x(difference)}" cy="${y}" r="4.5"/></g>`
    );
  });
  const zero = `<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${height - 24}"/>`;
  const ticks = [-0.8, -0.4, 0, 0.4, 0.8].map((part) => {
    const value = part * reach;
    return `<text class="tick" x="${x(value)}" y="${height - 6}" text-anchor="middle">${percent(value)}</text>`;
  });
  return (
    "<figure><figcaption><h3>NEW against BASE</h3><p>each bar is an interval; the ground is the noise floor; " +
    "to the right is slower</p></figcaption>" +
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Differences">${rows.join("")}${zero}${ticks.join("")}</svg></figure>`
  );
}

function figureTable({ figures }: Comparison): string {
  const columns: readonly Column<FigureComparison>[] = [
    {
      head: "Figure",
      align: "left",
      cell: ({ kind }) => `<code>${escape(kind.name)}</code>${kind.decides ? "" : " (shown only)"}`,
    },
    { head: "Base", cell: (row) => figureValue(row.kind, row.base) },
    { head: "New", cell: (row) => figureValue(row.kind, row.new) },
    { head: "Difference", cell: (row) => escape(differenceText(row)) },
    {
      head: "Floor",
      cell: ({ kind, floor }) => (kind.unit === "ms" ? percent(floor) : share(floor, 1)),
    },
    {
      head: "Verdict",
      align: "left",
      cell: ({ result }) => `<span class="${classOf[result]}">${result}</span>`,
    },
  ];
  return table(columns, figures);
}

const classOf = {
  worse: "broken",
  better: "held",
  same: "held",
  unclear: "unknown",
  unknown: "unknown",
} as const;

function pairTable({ figures }: Comparison, pairs: readonly Pair[]): string {
  type Row = { readonly pair: Pair; readonly n: number };
  const columns: readonly Column<Row>[] = [
    { head: "Pair", cell: ({ n }) => String(n + 1) },
    {
      head: "First",
      align: "left",
      cell: ({ pair }) => (pair.base.startedAt < pair.new.startedAt ? "base" : "new"),
    },
    ...figures.map(({ kind }) => ({
      head: kind.name,
      cell: ({ pair }: Row) =>
        `${figureValue(kind, pair.base.figures[kind.name])} → ${figureValue(kind, pair.new.figures[kind.name])}`,
    })),
  ];
  return table(
    columns,
    pairs.map((pair, n) => ({ pair, n })),
  );
}

const percent = (value: number) =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.round(Math.abs(value) * 1000) / 10} %`;
const num = (value: number) => String(Math.round(value * 10) / 10);
