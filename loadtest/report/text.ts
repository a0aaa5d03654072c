// The result in a terminal: verdicts, the busiest requests, and what to know about them.
import { endText, measuredOf, failed, type LoadResult, type SeriesRow } from "../driver/result.ts";
import { blindText, type Judgement } from "./judgement.ts";
import { count, rate, share, time } from "../page/words.ts";

const signs = { held: "✓ held   ", broken: "✗ BROKEN ", unknown: "? unknown" } as const;
const requestsShown = 12;

export function textOf(result: LoadResult, { verdicts, blind, doubts }: Judgement): string {
  const measured = measuredOf(result);
  const { started, finished, dropped, unfinished } = measured.arrivals;
  const requests = Object.entries(measured.requests)
    .filter(([, { longPoll }]) => !longPoll)
    .sort(([, a], [, b]) => b.count - a.count);
  const shown = requests.filter(([, figures], n) => n < requestsShown || failed(figures) > 0);
  const rows = shown.map(([name, figures]) => {
    const times = [0.5, 0.95, 0.99].map((quantile) =>
      time(figures.latency.quantileMs(quantile)).padStart(9),
    );
    const bad = share(failed(figures), figures.count).padStart(8);
    const kinds = Object.entries(figures.failures).map(([kind, n]) => `  ${kind} × ${count(n)}`);
    const all = [...times, ...kinds].join("");
    return `  ${name.padEnd(16)}${count(figures.count).padStart(8)}${bad}${all}`;
  });
  const rest = requests.length - rows.length;
  const head =
    `  ${"request".padEnd(16)}${"count".padStart(8)}${"failed".padStart(8)}` +
    ["p50", "p95", "p99"].map((name) => name.padStart(9)).join("");
  return [
    `${count(started)} journeys began, ${count(finished)} ended, ${count(unfinished)} did not, ` +
      `${count(dropped)} were dropped`,
    ...(rows.length > 0 ? ["", head, ...rows] : []),
    ...(rest > 0 ? [`  … ${rest} more in the report`] : []),
    "",
    `  lag: ${count(measured.lag.count)} messages seen by others, p50 ${time(measured.lagMs(0.5))}, ` +
      `p95 ${time(measured.lagMs(0.95))}, p99 ${time(measured.lagMs(0.99))}`,
    "",
    ...verdicts.map(({ slo, result, detail }) => `${signs[result]} ${slo.padEnd(26)} ${detail}`),
    ...(verdicts.length > 0 ? [""] : []),
    ...(result.end.how === "whole" ? [] : [`! ${endText(result.end)}`]),
    ...(blind.length === 0 ? [] : [`! ${blindText(blind)}`]),
    ...doubts.map((doubt) => `! ${doubt}`),
    "",
  ].join("\n");
}

/** The progress line of a row. */
export function progressText(row: SeriesRow, loadMs: number): string {
  const { atMs, lengthMs, started, requests, failed, inFlight, latency, lag } = row;
  if (atMs < 0) return "listeners begin …";
  const part = Math.min(100, Math.round((100 * (atMs + lengthMs)) / loadMs));
  const each = (value: number) => rate((value * 1_000) / Math.max(1, lengthMs));
  const phase = atMs >= loadMs ? "journeys end … " : `${part} % `;
  return (
    `${phase}${each(started)} journeys/s, ${each(requests)} requests/s, ${count(failed)} failed, ` +
    `${count(inFlight)} under way, p95 ${time(latency.quantileMs(0.95))}, ` +
    `lag p95 ${time(lag.quantileMs(0.95))}`
  );
}
