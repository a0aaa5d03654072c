// Fan-out as a page: how long to how many servers, message by message, what dead servers cost the
// others, and how those that were away caught up.
import { factList, pageDocument, tiles, type Tile } from "../../page/document.ts";
import { escape, table, type Column } from "../../page/html.ts";
import { drawPlot, hatch, type Frame, type Line } from "../../page/plot.ts";
import { count, duration, rate, share, time } from "../../page/words.ts";
import type { Histogram } from "../../driver/histogram.ts";
import type { FanOutPhase, FanOutResult } from "../fan-out-result.ts";
import {
  checkTable,
  chipOf,
  endNotes,
  factsOf,
  mannersText,
  oddSentence,
  type FederationReport,
} from "./parts.ts";

export function fanOutPage({ result, judgement, again }: FederationReport<FanOutResult>): string {
  const { plan, target, provenance, end, phases } = result;
  const cost = deadCost(result);
  return pageDocument({
    title: `Fan-out of ${target.name} to ${count(plan.origins)} servers`,
    chip: chipOf(judgement, {
      held: "all held",
      broken: "a check is broken",
      incomplete: "incomplete",
    }),
    about: fanOutSentence(result),
    notes: [...endNotes(end), ...(cost === "" ? [] : [{ text: cost, kind: "plain" } as const])],
    lead: tiles(tilesOf(result)),
    sections: [
      ["Checks", checkTable(judgement.checks)],
      ["Reaching the servers", reachPlot(phases) + phaseTable(phases)],
      ["Message by message", messagePlot(result)],
      ["Catching up", catchUpPlot(result)],
      ["Who did not behave well", oddParagraphs(result)],
      ["Provenance", factList(factsOf(provenance, { again, target, seed: plan.seed }))],
    ],
    pointing: true,
  });
}

export function fanOutSentence({ plan }: FanOutResult): string {
  const { origins, roomVersion, phaseMs, away, manners } = plan;
  const odd =
    Object.keys(manners).length === 0 ? "" : `; origins ${mannersText(manners)} do not count`;
  const then =
    away === 0 ? "" : `, then as long with ${count(away)} of them dead, which then come back`;
  return (
    `A user in a room of version ${roomVersion} with ${count(origins)} other servers sends ` +
    `${rate(plan.rate)} messages per second for ${duration(phaseMs)}${then}${odd}.`
  );
}

function oddParagraphs({ misbehaved = [] }: FanOutResult): string {
  return misbehaved
    .map((odd) => `<p>${escape(oddSentence(odd))}; it got ${odd.got} of ${odd.of} messages.</p>`)
    .join("");
}

const phaseName = ({ name }: FanOutPhase) => (name === "steady" ? "all there" : "some dead");

/** What those that are dead cost the others, in a sentence; empty where nothing was compared. */
export function deadCost({ phases, plan }: FanOutResult): string {
  const [steady, outage] = phases;
  if (outage === undefined) return "";
  const change = (name: string, from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? [] : [`${name} ${time(from)} → ${time(to)}`];
  const parts = [
    ...change("p50 to 100 % of the others", steady.all.quantileMs(0.5), outage.all.quantileMs(0.5)),
    ...change("p95", steady.all.quantileMs(0.95), outage.all.quantileMs(0.95)),
    ...change(
      "CPU of the target a message",
      steady.targetCpuMsPerMessage,
      outage.targetCpuMsPerMessage,
    ),
  ];
  return `Cost of ${count(plan.away)} dead of ${count(plan.origins)} servers: ${parts.join(", ")}.`;
}

function tilesOf({ phases, catchUp, plan }: FanOutResult): Tile[] {
  const [steady] = phases;
  if (steady === undefined) return [];
  const half = (times: Histogram) => time(times.quantileMs(0.5));
  const tail = (times: Histogram) => `p95 ${time(times.quantileMs(0.95))}`;
  return [
    ["To 50 %", half(steady.half), tail(steady.half)],
    ["To 90 %", half(steady.ninety), tail(steady.ninety)],
    ["To 100 %", half(steady.all), tail(steady.all)],
    [
      "PDUs a transaction",
      steady.pdusPerTransactionMean.toFixed(2),
      `at most ${steady.pdusPerTransactionMax}`,
    ],
    [
      "CPU a message",
      steady.targetCpuMsPerMessage === undefined ? "–" : time(steady.targetCpuMsPerMessage),
      "of the target",
    ],
    ...(plan.away === 0 || phases.length < 2
      ? []
      : ([
          [
            "Caught up",
            catchUp.wholeMs === undefined ? "not in time" : time(catchUp.wholeMs),
            `half after ${time(catchUp.halfMs)}`,
          ],
        ] as const)),
  ];
}

/** The share of deliveries that have happened by a time after sending. */
function reachPlot(phases: readonly FanOutPhase[]): string {
  const known = phases.filter(({ deliveries }) => deliveries.count > 0);
  if (known.length === 0) return "";
  // The last half percent would press all others into a corner.
  const ends = known.map(({ deliveries }) => deliveries.quantileMs(0.995) ?? 0);
  const endMs = Math.max(10, ...ends);
  const lines = known.map((phase, n): Line => {
    const { deliveries, undelivered } = phase;
    const reached = deliveries.count / (deliveries.count + undelivered);
    const points = Array.from({ length: 101 }, (_, percent) => ({
      atMs: Math.min(endMs, deliveries.quantileMs(percent / 100) ?? 0),
      value: (percent / 100) * reached,
    }));
    return {
      name: phaseName(phase),
      colour: n === 0 ? 0 : 3,
      points: [{ atMs: 0, value: 0 }, ...points],
    };
  });
  const frame: Frame = { startMs: 0, endMs, bands: [], axis: "span" };
  return drawPlot(
    {
      title: "Deliveries by time",
      about: "Share of all messages × servers that had arrived so long after the user sent.",
      show: (value) => share(value, 1),
      ...{ lines, top: 1 },
    },
    frame,
  );
}

function phaseTable(phases: readonly FanOutPhase[]): string {
  const at = (head: string, of: (phase: FanOutPhase) => Histogram): Column<FanOutPhase> => ({
    head,
    about: "p50, p95",
    cell: (phase) => `${time(of(phase).quantileMs(0.5))}, ${time(of(phase).quantileMs(0.95))}`,
  });
  return table<FanOutPhase>(
    [
      { head: "phase", align: "left", cell: phaseName },
      { head: "messages", cell: ({ messages }) => count(messages.length) },
      { head: "servers", cell: ({ origins }) => count(origins) },
      at("50 %: p50, p95", ({ half }) => half),
      at("90 %: p50, p95", ({ ninety }) => ninety),
      at("100 %: p50, p95", ({ all }) => all),
      {
        head: "lost",
        about: "deliveries that did not happen",
        cell: ({ undelivered }) => count(undelivered),
      },
      { head: "PDUs each", cell: (phase) => phase.pdusPerTransactionMean.toFixed(2) },
      { head: "CPU a message", cell: ({ targetCpuMsPerMessage: ms }) => time(ms) },
    ],
    phases,
  );
}

function messagePlot({ phases, catchUp, plan }: FanOutResult): string {
  const messages = phases.flatMap((phase) => phase.messages);
  if (messages.length < 2) return "";
  const endMs = Math.max(...phases.map((phase) => phase.endMs), catchUp.startMs);
  const bands = phases.map((phase) => ({
    ...{ startMs: phase.startMs, endMs: phase.endMs, measured: phase.name === "steady" },
    name: phase.name === "steady" ? "all there" : `${plan.away} dead`,
  }));
  const line = (name: string, colour: number, of: "halfMs" | "ninetyMs" | "allMs"): Line => ({
    ...{ name, colour },
    points: messages.map((message) => ({ atMs: message.atMs, value: message[of] })),
  });
  return (
    hatch +
    drawPlot(
      {
        title: "Time to so many servers",
        about:
          "Of each message, at the moment of its sending; a gap is one that did not get so far.",
        show: time,
        lines: [line("100 %", 3, "allMs"), line("90 %", 1, "ninetyMs"), line("50 %", 0, "halfMs")],
      },
      { startMs: 0, endMs, bands },
    )
  );
}

function catchUpPlot({ catchUp, plan }: FanOutResult): string {
  const { curve, missing, halfMs, ninetyMs, wholeMs, pdusPerTransactionMean } = catchUp;
  if (missing === 0 || curve.length < 2) return "";
  const frame: Frame = { startMs: 0, endMs: curve[curve.length - 1].atMs, bands: [], axis: "span" };
  const when = (ms: number | undefined) => (ms === undefined ? "not in time" : time(ms));
  return (
    drawPlot(
      {
        title: "Missing deliveries",
        about: `Since ${count(plan.away)} ${plan.away === 1 ? "server" : "servers"} came back.`,
        show: count,
        lines: [
          {
            ...{ name: "missing", colour: 3, filled: true },
            points: curve.map(({ atMs, missing }) => ({ atMs, value: missing })),
          },
        ],
      },
      frame,
    ) +
    factList([
      ["Missing", `${count(missing)} deliveries`],
      ["Half", when(halfMs)],
      ["90 %", when(ninetyMs)],
      ["All", when(wholeMs)],
      ["PDUs a transaction", pdusPerTransactionMean.toFixed(2)],
    ])
  );
}
