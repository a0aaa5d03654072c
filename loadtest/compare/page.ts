// A comparison as a page: the verdict, every figure's difference as an interval beside the noise
// floor, and each pair.
import { factList, pageDocument, type Fact } from "../page/document.ts";
import { escape, table, type Column } from "../page/html.ts";
import { figure } from "../page/plot.ts";
import { share } from "../page/words.ts";
import type { Comparison, FigureComparison, Pair } from "./compare.ts";
import { comparisonHeadline, differenceText, figureValue } from "./words.ts";

export interface ComparisonReport {
  readonly base: string;
  readonly new: string;
  readonly comparison: Comparison;
  readonly pairs: readonly Pair[];
  /** What to know about it, sentences. */
  readonly notes: readonly string[];
  readonly facts: readonly Fact[];
}

export function comparisonPage(report: ComparisonReport): string {
  const { comparison, pairs, notes, facts } = report;
  const [kind, words] = chips[comparison.result];
  return pageDocument({
    title: `${report.new} against ${report.base}`,
    chip: { kind, words },
    answer: comparisonHeadline(comparison),
    notes: notes.map((text) => ({ text })),
    sections: [
      ["Differences", forest(comparison) + figureTable(comparison)],
      ["Pairs", pairTable(comparison, pairs)],
      ["Provenance", factList(facts)],
    ],
    style: ownStyle,
  });
}

const chips = {
  worse: ["broken", "worse"],
  better: ["held", "better"],
  same: ["held", "the same"],
  unclear: ["incomplete", "no difference shown"],
  unknown: ["incomplete", "too few results"],
} as const;

const ownStyle = `
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
  const about = "each bar is an interval; the ground is the noise floor; to the right is slower";
  return figure(
    { title: "NEW against BASE", about },
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Differences">${rows.join("")}${zero}${ticks.join("")}</svg>`,
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
