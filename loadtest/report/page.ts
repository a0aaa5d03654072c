// The report as one HTML file: what came out in a word, thresholds, plots, tables, and where it all
// comes from. No outside address, no secret, works without its script.
import { measuredOf, type LoadResult } from "../driver/result.ts";
import { durationOf, peakOf } from "../profiles/shape.ts";
import type { Slo } from "../slo.ts";
import { escape } from "./html.ts";
import type { Judgement } from "./judgement.ts";
import { drawPlots } from "./plots.ts";
import { provenanceList } from "./provenance-list.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";
import { journeyTable, phaseTable, requestTable, thresholdTable } from "./tables.ts";
import { count, duration, rate, share, time } from "./words.ts";

/** What the page is made of. */
export interface Report {
  readonly profile: string;
  readonly result: LoadResult;
  readonly slos: readonly Slo[];
  readonly judgement: Judgement;
  /** The command that makes it again. */
  readonly again: string;
}

export function pageOf(report: Report): string {
  const { profile, result, slos, judgement } = report;
  const title = `${profile} load on ${new URL(result.plan.target).host}`;
  const sections = [
    ["Thresholds", judgement.verdicts.length > 0 ? thresholdTable(judgement.verdicts) : ""],
    ["Over time", `${hatch}${drawPlots(result, slos)}${readout}`],
    ["Requests", requestTable(result)],
    ["Phases", result.phases.length > 1 ? phaseTable(result) : ""],
    ["Journeys", journeyTable(result)],
    ["Provenance", provenanceList(report)],
  ].filter(([, content]) => content !== "");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escape(title)} · Rashomon</title>
<style>${style}</style>
<main>
<header><h1>${escape(title)}</h1>${chip(judgement)}</header>
<p class="sub">${escape(sentence(result))}</p>
${notes(result, judgement)}
${tiles(result)}
${sections.map(([head, content]) => `<h2>${head}</h2>\n${content}`).join("\n")}
</main>
<script>${script}</script>
</html>
`;
}

const chips = {
  held: ["held", "all thresholds held"],
  broken: ["broken", "a threshold is broken"],
  incomplete: ["incomplete", "incomplete"],
  "generator failed": ["generator", "the generator failed"],
} as const;

function chip({ outcome, verdicts }: Judgement): string {
  const [kind, words] = chips[outcome];
  const shown = outcome === "held" && verdicts.length === 0 ? "done, no thresholds" : words;
  return `<span class="chip ${kind}">${shown}</span>`;
}

/** The load in a sentence. */
export function sentence({ plan, driver, startedAt }: LoadResult): string {
  const { shape, users, rooms, listeners } = plan;
  return (
    `Up to ${rate(peakOf(shape))} journeys per second for ${duration(durationOf(shape))} by the ` +
    `${driver === "k6" ? "k6" : "Node"} driver; ${count(users)} users in ${count(rooms)} rooms, ` +
    `${count(listeners)} of them listening. Started ${startedAt.slice(0, 19).replace("T", " ")} UTC.`
  );
}

function notes({ end }: LoadResult, { doubts }: Judgement): string {
  const items = doubts.map((doubt) => `<li>${escape(doubt)}</li>`);
  if (end.how !== "whole") items.unshift(`<li class="bad">${escape(end.why)}</li>`);
  return items.length === 0 ? "" : `<ul class="notes">${items.join("")}</ul>`;
}

function tiles(result: LoadResult): string {
  const measured = measuredOf(result);
  const figures = Object.values(measured.requests).filter(({ longPoll }) => !longPoll);
  const requests = figures.reduce((sum, { count }) => sum + count, 0);
  const measuredMs = durationOf(result.plan.shape.filter(({ measured }) => measured));
  const { started, finished, unfinished } = measured.arrivals;
  const errors = measured.errorShare() ?? 0;
  const cells: readonly (readonly [name: string, value: string, more: string])[] = [
    ["Journeys", count(started), `${count(finished)} ended, ${count(unfinished)} did not`],
    [
      "Requests",
      count(requests),
      `${rate((requests * 1_000) / Math.max(1, measuredMs))} per second`,
    ],
    ["Failed", share(errors, 1), "of all requests"],
    ["Dropped", count(measured.dropped), "could not begin when due"],
    ["Latency p95", time(measured.latencyMs(0.95)), `p50 ${time(measured.latencyMs(0.5))}`],
    [
      "Send p95",
      time(measured.latencyMs(0.95, "send")),
      `p50 ${time(measured.latencyMs(0.5, "send"))}`,
    ],
    ["Lag p95", time(measured.lagMs(0.95)), `p50 ${time(measured.lagMs(0.5))}`],
  ];
  const tile = ([name, value, more]: (typeof cells)[number]) =>
    `<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`;
  return `<dl class="tiles">${cells.map(tile).join("")}</dl>`;
}

/** The pattern of phases that do not count, for all plots. */
const hatch =
  '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>' +
  '<pattern id="unmeasured" width="7" height="7" patternUnits="userSpaceOnUse" ' +
  'patternTransform="rotate(45)"><line class="hatch" y2="7"/></pattern></defs></svg>' +
  '<p class="sub">Minutes and seconds since the load began. Hatched phases do not count; before ' +
  "0:00 listeners begin, and after the last phase journeys end. Point at a plot to read its " +
  "values.</p>";

const readout = '<div id="readout" aria-hidden="true">.</div>';
