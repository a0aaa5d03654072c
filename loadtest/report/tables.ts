// The report's tables: thresholds, requests, phases, journeys.
import { measuredOf, failed, type LoadResult, type RequestFigures } from "../driver/result.ts";
import { journeys, type JourneyName } from "../journeys/index.ts";
import { frequencies, journeysIn } from "../mix.ts";
import type { SloVerdict } from "../slo.ts";
import { escape, table, type Column } from "../page/html.ts";
import { count, duration, rate, share, time } from "../page/words.ts";

const signs = { held: "✓ held", broken: "✗ broken", unknown: "? unknown" } as const;

export function thresholdTable(verdicts: readonly SloVerdict[]): string {
  return table<SloVerdict>(
    [
      {
        ...{ head: "verdict", align: "left" },
        cell: ({ result }) => `<span class="${result}">${signs[result]}</span>`,
      },
      { head: "threshold", align: "left", cell: ({ slo }) => `<code>${escape(slo)}</code>` },
      { head: "how near", align: "left", cell: meter },
      { head: "measured", align: "left", cell: ({ detail }) => escape(detail) },
    ],
    verdicts,
  );
}

/** A bar that is full at one and a half times the limit, with a mark at the limit. */
function meter({ value, limit, result }: SloVerdict): string {
  if (value === undefined || result === "unknown") return "";
  const part = limit > 0 ? value / limit : value > 0 ? 9 : 0;
  const width = Math.round(Math.min(1.5, part) * 100 * 10) / 10;
  return (
    '<svg class="meter" viewBox="0 0 150 9" preserveAspectRatio="none" aria-hidden="true">' +
    `<rect class="ground" width="150" height="9" rx="2"/>` +
    `<rect class="${result}" width="${width}" height="9" rx="2"/>` +
    '<line class="limit" x1="100" x2="100" y2="9"/></svg>'
  );
}

type NamedFigures = readonly [name: string, figures: RequestFigures];

export function requestTable(result: LoadResult): string {
  const rows = Object.entries(measuredOf(result).requests).sort(
    ([, a], [, b]) => Number(a.longPoll) - Number(b.longPoll) || b.count - a.count,
  );
  if (rows.length === 0) return "";
  const at = (quantile: number): Column<NamedFigures> => ({
    head: `p${quantile * 100}`,
    cell: ([, { latency, longPoll }]) => (longPoll ? "" : time(latency.quantileMs(quantile))),
  });
  return table<NamedFigures>(
    [
      { head: "request", align: "left", cell: ([name]) => `<code>${escape(name)}</code>` },
      { head: "count", cell: ([, figures]) => count(figures.count) },
      {
        head: "failed",
        cell: ([, figures]) => {
          const text = share(failed(figures), figures.count);
          return failed(figures) > 0 ? `<span class="broken">${text}</span>` : text;
        },
      },
      at(0.5),
      at(0.9),
      at(0.95),
      at(0.99),
      { head: "max", cell: ([, { latency, longPoll }]) => (longPoll ? "" : time(latency.maxMs)) },
      {
        ...{ head: "failures", align: "words" },
        cell: ([, { failures, longPoll }]) => {
          const words = Object.entries(failures).map(([kind, n]) => `${kind} × ${count(n)}`);
          return escape([...words, ...(longPoll ? ["long poll: held open"] : [])].join(", "));
        },
      },
    ],
    rows,
  );
}

export function phaseTable({ phases }: LoadResult): string {
  type Row = (typeof phases)[number];
  const of = (row: Row) =>
    measuredOf({ phases: [{ ...row, phase: { ...row.phase, measured: true } }] });
  return table<Row>(
    [
      { head: "phase", align: "left", cell: ({ phase }) => escape(phase.name) },
      { head: "length", cell: ({ phase }) => duration(phase.durationMs) },
      {
        head: "journeys/s",
        cell: ({ phase: { fromRate, toRate } }) =>
          fromRate === toRate ? rate(fromRate) : `${rate(fromRate)} → ${rate(toRate)}`,
      },
      { head: "began", cell: ({ arrivals }) => count(arrivals.started) },
      { head: "dropped", cell: ({ arrivals }) => count(arrivals.dropped) },
      { head: "failed", cell: (row) => share(of(row).errorShare() ?? 0, 1) },
      { head: "p50", cell: (row) => time(of(row).latencyMs(0.5)) },
      { head: "p95", cell: (row) => time(of(row).latencyMs(0.95)) },
      { head: "send p95", cell: (row) => time(of(row).latencyMs(0.95, "send")) },
      { head: "lag p95", cell: ({ lag }) => time(lag.quantileMs(0.95)) },
      { head: "counts", align: "left", cell: ({ phase }) => (phase.measured ? "yes" : "no") },
    ],
    phases.filter(({ arrivals, requests }) => arrivals.started > 0 || "send" in requests),
  );
}

export function journeyTable(result: LoadResult): string {
  const measured = measuredOf(result);
  const { mix } = result.plan;
  const names = journeysIn(mix);
  return table<JourneyName>(
    [
      { head: "journey", align: "left", cell: (name) => `<code>${escape(name)}</code>` },
      { head: "weight", cell: (name) => count(mix[name] ?? 0) },
      { head: "began", cell: (name) => count(measured.journeys[name]?.started ?? 0) },
      { head: "ended", cell: (name) => count(measured.journeys[name]?.finished ?? 0) },
      { head: "what it is", align: "words", cell: (name) => escape(journeys[name].about) },
      {
        ...{ head: "where the usual weight comes from", align: "words" },
        cell: (name) => escape(frequencies[name].source),
      },
    ],
    names.sort((a, b) => (mix[b] ?? 0) - (mix[a] ?? 0)),
  );
}
