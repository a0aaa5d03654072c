// What state resolution costs, for people: as a page with intervals one under the other, and as text.
import { factList, pageDocument } from "../page/document.ts";
import { escape, table } from "../page/html.ts";
import { figure } from "../page/plot.ts";
import { count, time } from "../page/words.ts";
import {
  checkTable,
  chipOf,
  endNotes,
  factsOf,
  type FederationReport,
} from "../federation/report/parts.ts";
import type { ResolutionCost } from "./resolution-cost.ts";
import { timesFirst, type ResolutionCurve } from "./resolution-curve.ts";

export function resolutionPage({
  result,
  judgement,
  again,
}: FederationReport<ResolutionCurve>): string {
  const { plan, target, provenance, end } = result;
  return pageDocument({
    title: `State resolution on ${target.name}`,
    chip: chipOf(judgement, {
      held: "all measured",
      broken: "events were lost",
      incomplete: "incomplete",
    }),
    about: curveSentence(result),
    notes: endNotes(end),
    style: bars,
    sections: [
      ["Cost", intervals(result) + costTable(result)],
      ["Checks", checkTable(judgement.checks)],
      ["Provenance", factList(factsOf(provenance, { again, target, seed: plan.seed }))],
    ],
  });
}

export function curveSentence({ plan }: ResolutionCurve): string {
  return (
    `In a room of version ${plan.roomVersion} so many servers are each on a branch of their own, and ` +
    `disagree about so many slots of the state; then ${count(plan.events)} state events go in one at a ` +
    "time, and each has the target resolve all branches anew. From sending until a user sees it."
  );
}

/** For a terminal: a line a point. */
export function curveText(curve: ResolutionCurve): string {
  const lines = curve.costs.map((cost) => {
    const { low, middle, high } = cost.median;
    const times = timesFirst(curve, cost);
    return (
      `${pointText(cost).padEnd(34)} ${time(known(middle))} an event ` +
      `(${time(known(low))} … ${time(known(high))}), ${time(cost.cpuMsPerEvent)} of CPU` +
      (times === undefined ? "" : `, ${times.toFixed(2)} × the first`)
    );
  });
  return `${curveSentence(curve)}\n\n${lines.join("\n")}\n`;
}

const pointText = ({ plan }: ResolutionCost) =>
  `${plan.extremities} extremities, ${plan.conflicted} conflicted`;

const known = (ms: number) => (Number.isFinite(ms) ? ms : undefined);

const [width, left, right, rowHeight] = [960, 230, 40, 28];
const bars = `
svg .bar { stroke: var(--c0); stroke-width: 6; opacity: 0.45; }
svg .middle { fill: var(--c0); }`;

/** Medians with their intervals, one under the other, on one axis from zero. */
function intervals({ costs }: ResolutionCurve): string {
  const drawn = costs.filter(({ median }) => Number.isFinite(median.middle));
  if (drawn.length === 0) return "";
  const reach = Math.max(...drawn.map(({ median }) => median.high)) * 1.08;
  const x = (ms: number) => Math.round(left + (ms / reach) * (width - left - right));
  const height = drawn.length * rowHeight + 30;
  const rows = drawn.map((cost, n) => {
    const y = n * rowHeight + 16;
    const { low, middle, high } = cost.median;
    return (
      `<text x="${left - 10}" y="${y + 4}" text-anchor="end">${escape(pointText(cost))}</text>` +
      `<line class="bar" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>` +
      `<circle class="middle" cx="${x(middle)}" cy="${y}" r="4.5"/>`
    );
  });
  const step = niceStep(reach);
  const marks = Array.from({ length: Math.floor(reach / step) + 1 }, (_unused, n) => n * step);
  const ticks = marks.map((ms) => {
    const at = x(ms);
    return (
      `<line class="grid" x1="${at}" x2="${at}" y1="4" y2="${height - 22}"/>` +
      `<text class="tick" x="${at}" y="${height - 6}" text-anchor="middle">${time(ms)}</text>`
    );
  });
  return figure(
    {
      title: "Until an event is seen",
      about: "The dot is the median, the bar its interval of 95 % or a little more.",
    },
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Cost by point">` +
      `${ticks.join("")}${rows.join("")}</svg>`,
  );
}

/** A round distance of marks, six at most. */
function niceStep(reach: number): number {
  const power = 10 ** Math.floor(Math.log10(reach / 6));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => reach / step <= 6) ?? reach;
}

function costTable(curve: ResolutionCurve): string {
  return table<ResolutionCost>(
    [
      { head: "extremities", cell: ({ plan }) => count(plan.extremities) },
      {
        head: "by its own count",
        about: "forward extremities at the end, as the target's administration tells",
        cell: ({ extremitiesSeen }) =>
          extremitiesSeen === undefined ? "–" : count(extremitiesSeen),
      },
      { head: "conflicted slots", cell: ({ plan }) => count(plan.conflicted) },
      { head: "median", cell: ({ median }) => time(known(median.middle)) },
      { head: "from", cell: ({ median }) => time(known(median.low)) },
      { head: "to", cell: ({ median }) => time(known(median.high)) },
      { head: "CPU an event", cell: ({ cpuMsPerEvent }) => time(cpuMsPerEvent) },
      {
        head: "× the first",
        cell: (cost) => timesFirst(curve, cost)?.toFixed(2) ?? "–",
      },
      { head: "not seen", cell: ({ lost }) => count(lost) },
    ],
    curve.costs,
  );
}
