// The report of a load as a page: what came out in a word, thresholds, plots, tables, and where it
// all comes from.
import { endText, measuredOf, type LoadResult } from "../driver/result.ts";
import {
  factList,
  pageDocument,
  tiles,
  type Chip,
  type Note,
  type Tile,
} from "../page/document.ts";
import { hatch } from "../page/plot.ts";
import { count, duration, rate, share, time } from "../page/words.ts";
import { durationOf, peakOf } from "../profiles/shape.ts";
import type { Slo } from "../slo.ts";
import { blindText, type Judgement } from "./judgement.ts";
import { drawPlots } from "./plots.ts";
import { provenanceOf } from "./provenance.ts";
import { journeyTable, phaseTable, requestTable, thresholdTable } from "./tables.ts";

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
  const { verdicts } = judgement;
  return pageDocument({
    title: `${profile} load on ${new URL(result.plan.target).host}`,
    chip: chipOf(judgement),
    about: sentence(result),
    notes: notesOf(result, judgement),
    lead: tiles(tilesOf(result)),
    sections: [
      ["Thresholds", verdicts.length > 0 ? thresholdTable(verdicts) : ""],
      ["Over time", `${hatch}${howToRead}${drawPlots(result, slos)}`],
      ["Requests", requestTable(result)],
      ["Phases", result.phases.length > 1 ? phaseTable(result) : ""],
      ["Journeys", journeyTable(result)],
      ["Provenance", factList(provenanceOf(result, report.again))],
    ],
    pointing: true,
  });
}

const chips = {
  held: { kind: "held", words: "all thresholds held" },
  broken: { kind: "broken", words: "a threshold is broken" },
  incomplete: { kind: "incomplete", words: "incomplete" },
  "generator failed": { kind: "broken", words: "the generator failed" },
} as const;

function chipOf({ outcome, verdicts }: Judgement): Chip {
  if (outcome === "held" && verdicts.some(({ result }) => result === "unknown")) {
    return { kind: "held", words: "all that was measured held" };
  }
  if (outcome === "held" && verdicts.length === 0) {
    return { kind: "held", words: "done, no thresholds" };
  }
  return chips[outcome];
}

/** The load in a sentence. */
export function sentence({ plan, driver, startedAt }: LoadResult): string {
  const { shape, users, rooms, listeners } = plan;
  const peak = rate(peakOf(shape));
  return (
    `Up to ${peak} ${peak === "1" ? "journey" : "journeys"} per second for ${duration(durationOf(shape))} by the ` +
    `${driver === "k6" ? "k6" : "Node"} driver; ${count(users)} users in ${count(rooms)} rooms, ` +
    `${count(listeners)} of them listening. Started ${startedAt.slice(0, 19).replace("T", " ")} UTC.`
  );
}

function notesOf({ end }: LoadResult, { blind, doubts }: Judgement): Note[] {
  const ended: Note[] = end.how === "whole" ? [] : [{ text: endText(end), kind: "bad" }];
  const missed: Note[] = blind.length === 0 ? [] : [{ text: blindText(blind), kind: "bad" }];
  return [...ended, ...missed, ...doubts.map((text) => ({ text }))];
}

function tilesOf(result: LoadResult): Tile[] {
  const measured = measuredOf(result);
  const figures = Object.values(measured.requests).filter(({ longPoll }) => !longPoll);
  const requests = figures.reduce((sum, { count }) => sum + count, 0);
  const measuredMs = measuredMsOf(result);
  const { started, finished, unfinished } = measured.arrivals;
  const errors = measured.errorShare() ?? 0;
  return [
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
}

/** Of a run that ended early, as far as it came. */
function measuredMsOf({ plan: { shape }, series }: LoadResult): number {
  const last = series.at(-1);
  const endMs = last === undefined ? 0 : last.atMs + last.lengthMs;
  let fromMs = 0;
  return shape.reduce((sum, { durationMs, measured }) => {
    const ranMs = Math.max(0, Math.min(durationMs, endMs - fromMs));
    fromMs += durationMs;
    return measured ? sum + ranMs : sum;
  }, 0);
}

const howToRead =
  '<p class="sub">Minutes and seconds since the load began. Hatched phases do not count; before ' +
  "0:00 listeners begin, and after the last phase journeys end. Point at a plot to read its " +
  "values.</p>";
