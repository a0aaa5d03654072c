// The report of a capacity search as a page: the interval in a sentence, what gave way first, the
// pictures, and every probe.
import { factList, pageDocument, type Fact } from "../page/document.ts";
import { escape, table, type Column } from "../page/html.ts";
import { rate, share, time } from "../page/words.ts";
import type { Answer, GaveWay } from "./answer.ts";
import { pathPlot, strainPlot } from "./plots.ts";
import { isOver, type ProbeRecord } from "./probe-record.ts";
import type { SearchPlan } from "./search.ts";
import { answerLines, headline, intervalText, kneeText } from "./words.ts";

export interface CapacityReport {
  readonly title: string;
  /** `journeys/s`, `PDU/s`. */
  readonly unit: string;
  readonly plan: SearchPlan;
  readonly answer: Answer;
  readonly records: readonly ProbeRecord[];
  /** Name and value, for the list at the end: target, programs, mix, seed, the command again. */
  readonly facts: readonly Fact[];
}

export function capacityPage(report: CapacityReport): string {
  const { title, unit, plan, answer, records, facts } = report;
  const [kind, words] = chips[answer.end.how];
  const pictures = strainPlot(records, answer, unit) + pathPlot(plan, records, unit);
  return pageDocument({
    title,
    chip: { kind, words },
    answer: headline(answer, plan, unit),
    notes: answerLines(answer, unit).map((text) => ({ text, kind: "plain" })),
    sections: [
      ["Where each threshold gives way", records.length > 0 ? gaveWayTable(answer, unit) : ""],
      ["Probes", records.length > 0 ? pictures + key + probeTable(records, unit) : ""],
      ["What this means", `<p>${escape(meaning(plan))}</p>`],
      ["Provenance", factList(facts)],
    ],
    style: ownStyle,
  });
}

const chips = {
  found: ["held", "found"],
  "above the bound": ["held", "above the bound"],
  "below the bound": ["broken", "below the bound"],
  "too wide": ["incomplete", "wider than asked for"],
  "out of time": ["incomplete", "out of time"],
  refused: ["broken", "refused"],
  stopped: ["incomplete", "stopped"],
} as const;

const ownStyle = `
svg .interval { fill: var(--c0); opacity: 0.16; }
svg .mark { stroke-width: 1.6; stroke: var(--surface); }
svg .mark.held { fill: var(--c2); }
svg .mark.over { fill: none; stroke: var(--c3); stroke-width: 2.4; }
svg .mark.over.down { fill: var(--c3); stroke: var(--surface); stroke-width: 1; }
svg .mark.refused { fill: none; stroke: var(--muted); }
.key { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; margin: 0.6rem 0 1.4rem; }
.key svg { width: 1rem; height: 1rem; min-width: 0; vertical-align: -0.15rem; display: inline; overflow: visible; }
`;

const sample = (kind: string, shape: string) =>
  `<svg viewBox="-7 -7 14 14" aria-hidden="true"><g class="mark ${kind}">${shape}</g></svg>`;

const key = `<p class="key sub"><span>${sample("held", '<circle r="4"/>')} held</span>
<span>${sample("over", '<path d="M-4 -4L4 4M-4 4L4 -4"/>')} over capacity</span>
<span>${sample("over down", '<path d="M-5 -4H5L0 5Z"/>')} ${sample("held down", '<path d="M-5 -4H5L0 5Z"/>')} on the way down</span>
<span>${sample("refused", '<circle r="4"/>')} says nothing</span>
<span>CPU %: target · generator, k6 included · others just before</span></p>`;

function gaveWayTable({ gaveWay }: Answer, unit: string): string {
  const columns: readonly Column<GaveWay>[] = [
    { head: "Threshold", align: "left", cell: ({ slo }) => `<code>${escape(slo)}</code>` },
    { head: `Gives way at (${unit})`, cell: ({ knee }) => escape(kneeText(knee)) },
    { head: "Interval", cell: ({ interval }) => escape(intervalText(interval)) },
    {
      head: "Broken",
      about: "Probes at which it was broken",
      cell: ({ broken }) => String(broken),
    },
  ];
  return table(columns, gaveWay);
}

function probeTable(records: readonly ProbeRecord[], unit: string): string {
  const columns: readonly Column<ProbeRecord>[] = [
    { head: "Probe", cell: ({ n }) => String(n) },
    { head: "Phase", align: "left", cell: ({ phase }) => phase },
    {
      head: unit,
      cell: (record) => (record.phase === "gauge" ? `≤ ${rate(record.rate)}` : rate(record.rate)),
    },
    { head: "Achieved", cell: ({ figures }) => rate(figures.achievedRate) },
    { head: "Verdict", align: "left", cell: verdictCell },
    { head: "p50", cell: ({ figures }) => time(figures.p50Ms) },
    { head: "p95", cell: ({ figures }) => time(figures.p95Ms) },
    { head: "Lag p95", cell: ({ figures }) => time(figures.lagP95Ms) },
    { head: "Failed", cell: ({ figures }) => share(figures.errorShare ?? 0, 1) },
    {
      head: "CPU %",
      about:
        "Of one core: the target's process, the generator's (k6 included); then what others " +
        "used of this machine just before",
      cell: cpuCell,
    },
    { head: "Why", align: "words", cell: (record) => escape(whyOf(record)) },
  ];
  return table(columns, records);
}

function verdictCell(record: ProbeRecord): string {
  if (record.phase === "gauge" && record.refusals.length === 0) return "–";
  const over = isOver(record);
  if (over === undefined) return '<span class="unknown">refused</span>';
  return over ? '<span class="broken">over</span>' : '<span class="held">held</span>';
}

function cpuCell({ figures }: ProbeRecord): string {
  const { targetCpuShare, generatorCpuShare, othersCpuShare } = figures;
  return [targetCpuShare, generatorCpuShare, othersCpuShare]
    .map((part) => (part === undefined ? "–" : String(Math.round(100 * part))))
    .join(" · ");
}

function whyOf({ verdicts, refusals, figures }: ProbeRecord): string {
  if (refusals.length > 0) return refusals.map(({ detail }) => detail).join(" ");
  const broken = verdicts.filter(({ result }) => result === "broken").map(({ detail }) => detail);
  const failures = Object.entries(figures.failures ?? {}).map(
    ([what, times]) => `${what}: ${times}`,
  );
  return [...broken, ...failures].join("; ");
}

function meaning({ confidence, rateMin, rateMax }: SearchPlan): string {
  return (
    `The knee is the rate at which half of all probes are over capacity: a threshold is broken, or the backlog grows by more than 2 % of the work. ` +
    `The interval holds it with ${Math.round(100 * confidence)} % probability, given the probes above, if more load never makes it likelier that all holds and if probes are independent of each other; ` +
    `how far the knee wanders from probe to probe and whether it drifts is estimated along with it. Rates from ${rate(rateMin)} to ${rate(rateMax)} could be probed. ` +
    `It is about this server on this machine under this load, and about nothing else.`
  );
}
