// The pictures of a capacity search as SVG text: how near each probe came to its thresholds over the
// rate, and how the interval narrowed from probe to probe. Pure: records in, text out.
import { escape } from "../page/html.ts";
import { figure } from "../page/plot.ts";
import { beliefAfter } from "./belief.ts";
import { isOver, type ProbeRecord } from "./probe-record.ts";
import type { Answer } from "./answer.ts";
import { climbOf, sightingOf, type SearchPlan } from "./search.ts";

const width = 960;
const frame = { left: 64, right: 24, top: 26, bottom: 34 };

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A probe's worst threshold over its limit: 1 and more is over. */
export function strainOf({ verdicts }: ProbeRecord): { ratio: number; slo: string } | undefined {
  const list = verdicts
    .filter(({ value, limit, result }) => value !== undefined && limit > 0 && result !== "unknown")
    .map(({ slo, value = 0, limit, result }) => {
      const ratio = value / limit;
      // A backlog can be large by chance and held all the same, and never the other way round.
      return { slo, ratio: result === "held" ? Math.min(ratio, 0.99) : Math.max(ratio, 1) };
    });
  return list.sort((a, b) => b.ratio - a.ratio)[0];
}

/** A gauge has no rate of its own, and is not drawn. */
const drawable = (records: readonly ProbeRecord[]) =>
  records.filter(({ phase }) => phase !== "gauge");

/** Every probe by its rate and by how near it came to a threshold, both on logarithmic axes. */
export function strainPlot(records: readonly ProbeRecord[], answer: Answer, unit: string): string {
  const height = 330;
  const probes = drawable(records);
  const drawn = probes.flatMap((record) => {
    const strain = strainOf(record);
    return strain === undefined ? [] : [{ record, strain }];
  });
  if (drawn.length === 0) return "";
  const x = rateAxis(probes.map(({ rate }) => rate));
  const ratios = drawn.map(({ strain }) => Math.min(100, Math.max(0.01, strain.ratio)));
  const y = logAxis(ratios, { from: height - frame.bottom, to: frame.top, least: [0.1, 3] });
  const { low, high } = answer.interval;
  const inside = (at: number) => Math.min(width - frame.right, Math.max(frame.left, at));
  const left = low === 0 ? frame.left : inside(x.at(low));
  const right = high === Infinity ? width - frame.right : inside(x.at(high));
  const band =
    `<rect class="interval" x="${num(left)}" width="${num(Math.max(1, right - left))}" ` +
    `y="${frame.top}" height="${height - frame.top - frame.bottom}"/>`;
  const limit =
    `<line class="limit" x1="${frame.left}" x2="${width - frame.right}" y1="${num(y.at(1))}" y2="${num(y.at(1))}"/>` +
    `<text class="limit" x="${frame.left + 4}" y="${num(y.at(1) - 5)}">the limit</text>`;
  const dots = drawn.map(({ record, strain }) =>
    mark(record, x.at(record.rate), y.at(Math.min(100, Math.max(0.01, strain.ratio))), strain.slo),
  );
  return figure(
    {
      title: "How near each probe came",
      about: "its worst threshold over the limit; the band is where the knee lies",
    },
    svg(
      height,
      grid({ x, y, height, unit }, (value) => `${value} ×`) + band + limit + dots.join(""),
    ),
  );
}

/** The rate of each probe in the order of making, and the interval as it stood after it. */
export function pathPlot(plan: SearchPlan, all: readonly ProbeRecord[], unit: string): string {
  const height = 330;
  const records = drawable(all);
  if (records.length < 2) return "";
  const y = logAxis(
    records.map(({ rate }) => rate),
    { from: height - frame.bottom, to: frame.top, least: [1, 2] },
  );
  const step = (width - frame.left - frame.right) / all.length;
  const x: Axis = { at: (n) => frame.left + (n + 0.5) * step, ticks: ticksOf(all.length) };
  const inside = (value: number) =>
    Math.min(height - frame.bottom, Math.max(frame.top, y.at(value)));
  const bands = intervalsOf(plan, records).map(({ n, low, high }) => {
    const [top, bottom] = [inside(high), inside(low)];
    return `<rect class="interval" x="${num(x.at(n) - step / 2)}" width="${num(step)}" y="${num(top)}" height="${num(bottom - top)}"/>`;
  });
  const marks = records.map((record) => mark(record, x.at(record.n), y.at(record.rate), ""));
  const about = `${unit} in the order of probing; the band is the interval as it stood after each probe`;
  return figure(
    { title: "The search", about },
    svg(height, grid({ x, y, height, unit: "probe" }, String) + bands.join("") + marks.join("")),
  );
}

/** The interval after each probe that counts, from the first that was over on. */
function intervalsOf(plan: SearchPlan, records: readonly ProbeRecord[]) {
  const climb = new Set(climbOf(records.filter((record) => isOver(record) !== undefined)));
  const sightings: { rate: number; over: boolean }[] = [];
  return records.flatMap((record) => {
    if (climb.has(record)) sightings.push(sightingOf(record));
    const known = sightings.some(({ over }) => over) && sightings.some(({ over }) => !over);
    if (!known) return [];
    return [{ n: record.n, ...beliefAfter(plan, [...sightings]).interval(plan.confidence) }];
  });
}

const words = { held: "held", over: "over", refused: "says nothing" } as const;

/** Held: a circle. Over: a cross. On the way down: a triangle. Refused: hollow. */
function mark(record: ProbeRecord, x: number, y: number, slo: string): string {
  const over = isOver(record);
  const kind = over === undefined ? "refused" : over ? "over" : "held";
  const why = record.verdicts
    .filter(({ result }) => result === "broken")
    .map(({ detail }) => detail);
  const title = `probe ${record.n} (${record.phase}) at ${record.rate}: ${words[kind]}${why.length > 0 ? `; ${why.join("; ")}` : slo === "" ? "" : `; nearest: ${slo}`}`;
  const down = record.phase === "shock" || record.phase === "descend";
  const at = `transform="translate(${num(x)} ${num(y)})"`;
  const shape = down
    ? '<path d="M-5 -4H5L0 5Z"/>'
    : kind === "over"
      ? '<path d="M-4 -4L4 4M-4 4L4 -4"/>'
      : '<circle r="4"/>';
  return `<g class="mark ${kind}${down ? " down" : ""}" ${at}>${shape}<title>${escape(title)}</title></g>`;
}

function rateAxis(rates: readonly number[]): Axis {
  return logAxis(rates, { from: frame.left, to: width - frame.right, least: [1, 2] });
}

/** A logarithmic axis over some values, with some room at both ends. */
function logAxis(
  values: readonly number[],
  { from, to, least }: { from: number; to: number; least: readonly [number, number] },
): Axis {
  const [low, high] = [Math.min(...values, least[0]) / 1.15, Math.max(...values, least[1]) * 1.15];
  const scale = (to - from) / Math.log(high / low);
  const steps = [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const one of steps) {
      const tick = Number((one * 10 ** power).toPrecision(1));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return { at: (value) => from + Math.log(value / low) * scale, ticks };
}

function ticksOf(count: number): number[] {
  const step = count > 30 ? 10 : count > 12 ? 5 : 1;
  return Array.from({ length: Math.ceil(count / step) }, (_unused, n) => n * step);
}

function grid(
  { x, y, height, unit }: { x: Axis; y: Axis; height: number; unit: string },
  show: (value: number) => string,
): string {
  const bottom = height - frame.bottom;
  const rows = y.ticks.map((tick) => {
    const at = num(y.at(tick));
    return (
      `<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${at}" y2="${at}"/>` +
      `<text class="tick" x="${frame.left - 8}" y="${num(y.at(tick) + 4)}" text-anchor="end">${escape(show(tick))}</text>`
    );
  });
  const columns = x.ticks.map(
    (tick) =>
      `<line class="grid" x1="${num(x.at(tick))}" x2="${num(x.at(tick))}" y1="${bottom}" y2="${bottom + 5}"/>` +
      `<text class="tick" x="${num(x.at(tick))}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
  );
  const name = `<text class="tick" x="${width - frame.right}" y="${height - 2}" text-anchor="end">${escape(unit)}</text>`;
  return rows.join("") + columns.join("") + name;
}

const svg = (height: number, content: string) =>
  `<svg viewBox="0 0 ${width} ${height}" role="img">${content}</svg>`;

const num = (value: number) => String(Math.round(value * 10) / 10);
