// A signed load as a page: what became of every PDU, over time and in sum.
import { factList, pageDocument, tiles, type Note, type Tile } from "../../page/document.ts";
import { escape, table, type Column } from "../../page/html.ts";
import { drawPlot, hatch, type Frame, type Line } from "../../page/plot.ts";
import { count, duration, rate, share, time } from "../../page/words.ts";
import type { Histogram } from "../../driver/histogram.ts";
import type { SignedLoadResult, SignedLoadRow } from "../result.ts";
import {
  checkTable,
  chipOf,
  endNotes,
  factsOf,
  mannersText,
  oddSentence,
  targetPlots,
  type FederationReport,
} from "./parts.ts";

export function signedLoadPage({
  result,
  judgement,
  again,
}: FederationReport<SignedLoadResult>): string {
  const { plan, target, provenance } = result;
  return pageDocument({
    title: `Signed load on ${target.name}`,
    chip: chipOf(judgement, {
      held: "all held",
      broken: "a check is broken",
      incomplete: "incomplete",
    }),
    about: loadSentence(result),
    notes: notesOf(result),
    lead: tiles(tilesOf(result)),
    sections: [
      ["Checks", checkTable(judgement.checks)],
      ["Over time", result.series.length > 1 ? plotsOf(result) : ""],
      ["Times", timesTable(result)],
      ["Who did not behave well", oddTable(result)],
      ["What was refused or failed", failureTable(result)],
      ["Provenance", factList(factsOf(provenance, { again, target, seed: plan.seed }))],
    ],
    pointing: true,
  });
}

/** The load in a sentence. */
export function loadSentence({ plan }: SignedLoadResult): string {
  const { origins, rooms, roomVersion, durationMs, pdus, edus, driver, manners } = plan;
  const flow =
    plan.outstandingMax === undefined
      ? "as a flood"
      : `at most ${plan.outstandingMax} outstanding in a room`;
  const odd = Object.keys(manners).length === 0 ? "" : `; origins ${mannersText(manners)}`;
  return (
    `${count(origins)} origins in ${count(rooms)} rooms of version ${roomVersion} send ` +
    `${rate(plan.rate)} PDU/s for ${duration(durationMs)}, ${pdus} PDUs and ${edus} EDUs a ` +
    `transaction, ${flow}, by the ${driver === "k6" ? "k6" : "Node"} driver${odd}.`
  );
}

function notesOf({ end, syncGaps, pdus }: SignedLoadResult): Note[] {
  const notes = endNotes(end);
  if (pdus.pruned !== undefined && pdus.pruned > 0) {
    notes.push({
      text: `The target threw ${count(pdus.pruned)} PDUs away unread, by its own count: too many of one room waited.`,
    });
  }
  if (syncGaps > 0) {
    notes.push({
      text: `${count(syncGaps)} pages of /sync held only part of what was new: times of the others are missing, and they were asked for by ID.`,
    });
  }
  return notes;
}

function tilesOf({ pdus, transactions, visiblePerSecond, ...result }: SignedLoadResult): Tile[] {
  const refused = Object.values(pdus.refused).reduce((sum, n) => sum + n, 0);
  const { visible, busyMs, generator } = result;
  return [
    ["Throughput", `${rate(visiblePerSecond)}/s`, `visible PDUs over ${duration(busyMs)}`],
    ["Sent", count(pdus.sent), `${count(transactions.due)} transactions due`],
    ["Accepted", count(pdus.accepted), `${share(pdus.accepted, pdus.sent)} of what was sent`],
    ["Visible", count(pdus.visible), `${count(refused)} refused or not delivered`],
    ["Holes", count(pdus.holes), "accepted, and not there"],
    ["Visible p95", time(visible.quantileMs(0.95)), `p50 ${time(visible.quantileMs(0.5))}`],
    [
      "Generator",
      pdus.sent === 0 ? "–" : `${(generator.cpuMs / pdus.sent).toFixed(1)} ms`,
      "of CPU a PDU",
    ],
  ];
}

function frameOf({ series, plan }: SignedLoadResult): Frame {
  const endMs = Math.max(series[series.length - 1].atMs, 1_000);
  const loadMs = Math.min(endMs, plan.durationMs);
  const bands = [{ name: "load", startMs: 0, endMs: loadMs, measured: true }];
  if (endMs > loadMs + 500) {
    bands.push({ name: "drain", startMs: loadMs, endMs, measured: false });
  }
  return { startMs: 0, endMs, bands };
}

function plotsOf(result: SignedLoadResult): string {
  const { series, samples, provenance } = result;
  const frame = frameOf(result);
  const line = (
    name: string,
    colour: number,
    value: (row: SignedLoadRow) => number | undefined,
  ): Line => ({
    ...{ name, colour },
    points: series.map((row) => ({ atMs: row.atMs, value: value(row) })),
  });
  const plots = [
    {
      title: "PDUs",
      about:
        "Due by the plan, sent, accepted by an answer, and visible to a user; since the start.",
      show: count,
      lines: [
        { ...line("due", 4, ({ due }) => due), planned: true },
        line("sent", 1, ({ sent }) => sent),
        line("accepted", 0, ({ accepted }) => accepted),
        line("visible", 2, ({ visible }) => visible),
      ],
    },
    {
      title: "Outstanding",
      about:
        "Sent and not yet visible. A number that keeps growing means that the target falls behind.",
      show: count,
      lines: [line("outstanding", 3, ({ outstanding }) => outstanding)],
    },
    {
      title: "Time until visible",
      about:
        "From when a PDU was due until a user's /sync shows it, of those that became visible then.",
      show: time,
      lines: [
        line("p95", 1, ({ visibleP95Ms }) => visibleP95Ms),
        line("p50", 0, ({ visibleP50Ms }) => visibleP50Ms),
      ],
    },
  ];
  const startMs = Date.parse(provenance.startedAt);
  return (
    hatch +
    plots.map((plot) => drawPlot(plot, frame)).join("\n") +
    targetPlots(samples, { frame, startMs })
  );
}

type NamedTimes = readonly [name: string, times: Histogram];

function timesTable({ answer, visible, misbehaviour }: SignedLoadResult): string {
  const at = (quantile: number): Column<NamedTimes> => ({
    head: `p${quantile * 100}`,
    cell: ([, times]) => time(times.quantileMs(quantile)),
  });
  return table<NamedTimes>(
    [
      { head: "from when it was due until …", align: "left", cell: ([name]) => escape(name) },
      { head: "count", cell: ([, times]) => count(times.count) },
      ...[at(0.5), at(0.9), at(0.95), at(0.99)],
      { head: "max", cell: ([, times]) => time(times.maxMs) },
    ],
    [
      ["the transaction was answered", answer],
      ["the event was visible", visible],
      ...(misbehaviour === undefined
        ? []
        : [
            ["… in rooms of those who do not behave well", misbehaviour.visibleThere] as const,
            ["… in all other rooms", misbehaviour.visibleElsewhere] as const,
          ]),
    ],
  );
}

function oddTable({ misbehaviour }: SignedLoadResult): string {
  if (misbehaviour === undefined) return "";
  const said = misbehaviour.odd.map((odd) => `<p>${escape(oddSentence(odd))}.</p>`);
  return said.join("");
}

function failureTable({ pdus, transactions }: SignedLoadResult): string {
  const rows = [
    ...Object.entries(pdus.refused).map(([what, n]) => ["PDU", what, n] as const),
    ...Object.entries(transactions.failures).map(([what, n]) => ["try", what, n] as const),
    ...(transactions.unsent > 0
      ? [["transaction", "never sent, because the load was over", transactions.unsent] as const]
      : []),
  ];
  if (rows.length === 0) return "";
  return table<(typeof rows)[number]>(
    [
      { head: "of", align: "left", cell: ([of]) => of },
      { head: "count", cell: ([, , n]) => count(n) },
      { head: "what was said", align: "words", cell: ([, what]) => escape(what) },
    ],
    rows,
  );
}
