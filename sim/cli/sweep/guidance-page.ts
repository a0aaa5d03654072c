// A measurement of guidance for people: lines for a terminal, and a page with the coverage of both
// kinds of sweeps over their runs, and over their work.
import { chart, colours, document, percent, roundUp, safe, type ChartLine } from "./page-parts.ts";
import {
  coverage,
  meanOf,
  type Arm,
  type Catch,
  type Mean,
  type Pair,
} from "./guidance-figures.ts";

export interface Measured {
  readonly scenario: string;
  readonly runs: number;
  readonly repeats: number;
  readonly pairs: readonly Pair[];
  readonly catches: readonly Catch[];
  /** The command that measures again. */
  readonly again: string;
}

/** The measurement in lines. */
export function guidanceLines(measured: Measured): string[] {
  const { scenario, runs, repeats, catches } = measured;
  const rows = catches.map(({ blindRuns, places, guidedRuns, runs: share, work }) => {
    const needed = guidedRuns.map((count) => count ?? `>${runs}`).join(", ");
    return `  what ${blindRuns} blind seeds reach (${places.mean.toFixed(0)} places): ${shareText(share)} of the runs, ${shareText(work)} of the work; runs needed: ${needed}`;
  });
  return [
    `${scenario}: ${repeats} guided sweeps of ${runs} runs, beside blind ones with the same seeds`,
    ...rows,
    `  ${finalText(measured)}`,
    verdictOf(catches[catches.length - 1]),
  ];
}

/** What both kinds had reached when they ended. */
function finalText({ runs, pairs }: Measured): string {
  const ends = (arms: readonly Arm[]) => {
    const { mean, low, high } = meanOf(arms.map((arm) => coverage(arm)[arm.length - 1]));
    return `${mean.toFixed(0)} (${Math.max(0, low).toFixed(0)}–${high.toFixed(0)})`;
  };
  const [blind, guided] = [pairs.map((pair) => pair.blind), pairs.map((pair) => pair.guided)];
  return `after ${runs} runs: blind seeds reached ${ends(blind)} places, guided ones ${ends(guided)}`;
}

/** A sentence that claims no more than the interval allows. */
function verdictOf({ blindRuns, runs }: Catch): string {
  if (runs.high < 1) return `Guidance reaches what ${blindRuns} blind seeds do with fewer runs.`;
  if (runs.low > 1) return `Guidance needs more runs than ${blindRuns} blind seeds.`;
  return "From these sweeps it cannot be told whether guidance needs fewer runs; try more repeats.";
}

function shareText({ mean, low, high }: Mean): string {
  if (!Number.isFinite(low)) return percent(mean);
  return `${percent(mean)} (${percent(Math.max(0, low))}–${percent(high)})`;
}

/** The whole page. */
export function guidancePage(measured: Measured): string {
  const { scenario, runs, repeats, pairs, catches, again } = measured;
  const lines = [
    lineOf(
      "blind seeds",
      colours.second,
      pairs.map(({ blind }) => blind),
    ),
    lineOf(
      "guided",
      colours.first,
      pairs.map(({ guided }) => guided),
    ),
  ];
  const most = Math.max(...lines.flatMap(({ band = [] }) => band.map(([, , high]) => high)));
  const top = roundUp(most);
  const last = catches[catches.length - 1];
  const marks = [[last.runs.mean * last.blindRuns, last.places.mean] as const];
  const rows = catches.map(({ blindRuns, places, runs: share, work, guidedRuns }) => {
    const needed = guidedRuns.map((count) => count ?? `&gt;${runs}`).join(", ");
    return `<tr><td class="n">${blindRuns}</td><td class="n">${places.mean.toFixed(0)}</td><td>${needed}</td><td>${shareText(share)}</td><td>${shareText(work)}</td></tr>`;
  });
  return document(
    `Guidance: ${scenario}`,
    `<h1>What guidance is worth: ${safe(scenario)}</h1>
<p>${repeats} sweeps of ${runs} runs each, guided and blind, with the same seeds. A blind sweep runs a fresh story
for each seed; a guided one goes on from stories that came to something new. What they come to is counted in places:
a rule that gave a verdict, a kind of conflict in state resolution, a number of extremities, faults at once.</p>
<p class="verdict">${safe(verdictOf(last))} ${safe(`${finalText(measured)[0].toUpperCase()}${finalText(measured).slice(1)}`)}.</p>
<h2>Places reached over runs</h2>${chart({
      ...{ label: "Places reached over runs, blind and guided", lines, marks },
      ...{ toX: runs, toY: top, showY: (y) => y.toFixed(0) },
      showX: (x) => `${x.toFixed(0)} runs`,
    })}
<p><small>Lines are means, bands reach from the least to the most of the sweeps. The broken line shows
where guided sweeps came to what all blind seeds reached.</small></p>
<h2>Runs and work to reach the same</h2>
<table><tr><th class="n">blind seeds</th><th class="n">places</th><th>guided runs needed</th><th>share of the runs (95 %)</th><th>share of the work (95 %)</th></tr>${rows.join("")}</table>
<p>A share is that of the runs which the blind sweep of the same seeds took to reach as many places, with its 95 %
interval over the sweeps: under 100 %, guidance saves. Work is counted in deliveries, which no other program on the machine disturbs: plans that are gone
on with are often richer than fresh ones, and cost more.</p>
<p>Measure again: <code>${safe(again)}</code></p>`,
  );
}

/** The mean of some arms' coverage with its spread, at a hundred places of the axis. */
function lineOf(name: string, colour: string, arms: readonly Arm[]): ChartLine {
  const curves = arms.map(coverage);
  const runs = curves[0].length;
  const every = Math.max(1, Math.floor(runs / 100));
  const at = Array.from({ length: Math.ceil(runs / every) }, (_, n) => n * every);
  if (at[at.length - 1] !== runs - 1) at.push(runs - 1);
  const points = at.map((n) => [n + 1, meanOf(curves.map((curve) => curve[n])).mean] as const);
  const band = at.map((n) => {
    const values = curves.map((curve) => curve[n]);
    return [n + 1, Math.min(...values), Math.max(...values)] as const;
  });
  return { name, colour, points, band };
}
