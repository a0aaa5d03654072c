// A curve of bug probability for people: lines for a terminal, and a page with the plot.
import { rateText } from "../../compare/index.ts";
import { showMs, textOfRule, type Plan, type PlanStep } from "../../run/index.ts";
import { chart, colours, document, percent, safe } from "../sweep/page-parts.ts";
import type { Anew, Curve, CurvePoint } from "./ask-curve.ts";

export interface Drawn {
  readonly plan: Plan;
  readonly signature: string;
  readonly anew: Anew;
  readonly curve: Curve;
  readonly runs: number;
  /** The command that draws it again. */
  readonly again: string;
}

const words = {
  chance: "the chance of wire and faults",
  deeds: "chance and who does what",
} as const;

/** What the curve says, in a sentence that claims no more than its intervals allow. */
export function findingOf({ curve: { points, window } }: Drawn): string {
  const first = points[0].rate;
  if (window !== undefined) {
    const { from, to } = window;
    return `Decided between ${showMs(from.atMs)} and ${showMs(to.atMs)}: drawn anew before, ${rateText(from.rate)} fail; after it ${rateText(to.rate)}.`;
  }
  if (first.low > 0.5) {
    return `It fails whatever comes: ${rateText(first)} of the runs do, drawn anew from the start. The story itself decides it.`;
  }
  return "No window stands out: the share rises little by little. More --runs may show one.";
}

/** The curve in lines. */
export function curveLines(drawn: Drawn): string[] {
  const { signature, anew, curve, runs } = drawn;
  const rows = curve.points.map(({ atMs, rate }, n) => {
    if (n === curve.points.length - 1)
      return `  ${"the run itself".padStart(16)}  ${"█".repeat(24)}  fails`;
    const bar = "█".repeat(Math.round(24 * rate.rate)).padEnd(24, "·");
    return `  ${showMs(atMs).padStart(16)}  ${bar}  ${percent(rate.rate).padStart(7)} (${percent(rate.low)}–${percent(rate.high)})`;
  });
  return [
    `${signature}`,
    `share of ${runs} runs that fail alike, by the time from which ${words[anew]} are drawn anew:`,
    ...rows,
    findingOf(drawn),
    ...insideOf(drawn).map((line) => `  ${line}`),
  ];
}

const linesMax = 10;

/** What the plan does in the window. */
function insideOf({ plan, curve: { window } }: Drawn): string[] {
  if (window === undefined) return [];
  const touches = (step: PlanStep) => {
    const endMs = "forMs" in step ? step.atMs + (step.forMs ?? Infinity) : step.atMs;
    return step.atMs <= window.to.atMs && endMs >= window.from.atMs;
  };
  // What begins in the window comes first: what was there before it had not decided anything.
  const isOlder = (step: PlanStep) => step.atMs < window.from.atMs;
  const found = plan.steps.filter(touches);
  const lines = [...found.filter((step) => !isOlder(step)), ...found.filter(isOlder)].map(
    (step) => `${isOlder(step) ? "since " : ""}${showMs(step.atMs)}: ${stepText(step)}`,
  );
  if (lines.length <= linesMax) return lines;
  return [...lines.slice(0, linesMax), `and ${lines.length - linesMax} more steps`];
}

function stepText(step: PlanStep): string {
  if ("rule" in step) return `fault ${textOfRule(step.rule)}`;
  if ("fault" in step) {
    const { verb, ...rest } = step.fault;
    return `${verb} ${Object.values(rest).flat(2).join(" ")}`;
  }
  const { kind, ...rest } = step.action;
  const short = Object.values(rest).map((value) => {
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  return `${step.user} ${kind} ${short.join(" ")}`.trim();
}

/** The whole page. */
export function curvePage(drawn: Drawn): string {
  const { plan, signature, anew, curve, runs, again } = drawn;
  const { points, window } = curve;
  const rows = points.map(({ atMs, rate }, n) => {
    const isOwn = n === points.length - 1;
    if (isOwn) return `<tr><td class="n">the run itself</td><td class="n">fails</td><td></td></tr>`;
    return `<tr><td class="n">${showMs(atMs)}</td><td class="n">${rate.count} of ${rate.of}</td><td>${rateText(rate)}</td></tr>`;
  });
  const inside = insideOf(drawn).map((text) => `<li>${safe(text)}</li>`);
  const list =
    inside.length === 0 ? "" : `<h2>What the story does then</h2><ul>${inside.join("")}</ul>`;
  return document(
    `Curve: ${plan.scenario}, seed ${plan.seed}`,
    `<h1>When was it decided? ${safe(plan.scenario)}, seed ${safe(plan.seed)}</h1>
<p><code>${safe(signature)}</code></p>
<p class="verdict">${safe(findingOf(drawn))}</p>
<h2>Share of runs that fail alike</h2>${shares(points, window)}
<p><small>Each point is ${runs} runs that are the same up to that time; from there on ${words[anew]} are
drawn anew. The band is Wilson's interval of 95 %. The last point is the run itself.</small></p>
${window === undefined ? "" : near(points, window)}
${list}<h2>Figures</h2>
<table class="narrow"><tr><th class="n">drawn anew from</th><th class="n">failed</th><th>share (95 %)</th></tr>${rows.join("")}</table>
<p>Draw it again: <code>${safe(again)}</code></p>`,
  );
}

/** The plot of some points, each with its interval. */
function shares(points: readonly CurvePoint[], window: Curve["window"]): string {
  const at = (pick: (point: CurvePoint) => number) =>
    points.map((point) => [point.atMs, pick(point)] as const);
  const line = {
    ...{
      name: "runs that fail alike",
      colour: colours.broken,
      points: at(({ rate }) => rate.rate),
    },
    band: points.map(({ atMs, rate }) => [atMs, rate.low, rate.high] as const),
  };
  const named = window && { from: window.from.atMs, to: window.to.atMs, name: "decided here" };
  return chart({
    ...{ label: "Share of failing runs over the time of the new draw", lines: [line], dots: true },
    ...{ fromX: points[0].atMs, toX: points[points.length - 1].atMs, toY: 1 },
    ...{ showX: showMs, showY: percent },
    ...(named && { window: named }),
  });
}

/** How many points beside the window the second plot shows on each side. */
const beside = 3;

/** The window from near by: beside the whole run it is often no wider than a line. */
function near(points: readonly CurvePoint[], window: NonNullable<Curve["window"]>): string {
  const from = points.findIndex(({ atMs }) => atMs === window.from.atMs);
  const to = points.findIndex(({ atMs }) => atMs === window.to.atMs);
  const some = points.slice(Math.max(0, from - beside), to + beside + 1);
  return `<h2>The same, from near by</h2>${shares(some, window)}`;
}
