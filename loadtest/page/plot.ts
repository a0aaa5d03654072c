// One plot over time as SVG text: lines that name themselves at their right end, bands for the phases,
// a quiet grid. Pure: numbers in, text out. Several plots share one axis, so they can be read one
// above the other.
import { escape } from "./html.ts";
import { time } from "./words.ts";

export interface Plot {
  readonly title: string;
  /** What it shows, in a sentence, for those who cannot see it and those who wonder. */
  readonly about: string;
  readonly lines: readonly Line[];
  /** A value on the axis and beside the pointer. */
  readonly show: (value: number) => string;
  /** A limit to compare with. */
  readonly limit?: { readonly value: number; readonly name: string };
  /** Where the axis ends (default: a round number above all values). */
  readonly top?: number;
}

export interface Line {
  readonly name: string;
  /** A colour role of style.ts: 0 … 4. */
  readonly colour: number;
  readonly points: readonly Point[];
  /** Drawn as filled steps from the axis up, for counts. */
  readonly filled?: boolean;
  /** Drawn thin and broken: what was planned. */
  readonly planned?: boolean;
}

/** A value at a time in ms; undefined where there was nothing to measure. */
export interface Point {
  readonly atMs: number;
  readonly value: number | undefined;
}

/** What all plots of a page share. */
export interface Frame {
  readonly startMs: number;
  readonly endMs: number;
  readonly bands: readonly Band[];
  /** `clock` (default): minutes and seconds since a start. `span`: how long something took. */
  readonly axis?: "clock" | "span";
}

export interface Band {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly measured: boolean;
}

const width = 960;
const height = 168;
const inner = { left: 64, right: 118, top: 22, bottom: 22 };

/** The pattern of bands that do not count; stands once on a page, before the plots. */
export const hatch =
  '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>' +
  '<pattern id="unmeasured" width="7" height="7" patternUnits="userSpaceOnUse" ' +
  'patternTransform="rotate(45)"><line class="hatch" y2="7"/></pattern></defs></svg>';

/** A drawing with its title and what it shows in a sentence. */
export function figure({ title, about }: { title: string; about: string }, svg: string): string {
  return (
    `<figure><figcaption><h3>${escape(title)}</h3><p>${escape(about)}</p></figcaption>` +
    `${svg}</figure>`
  );
}

export function drawPlot(plot: Plot, frame: Frame): string {
  const values = plot.lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const limit = plot.limit?.value ?? 0;
  const top = plot.top ?? niceTop(Math.max(...values, 0), limit);
  const x = (atMs: number) => {
    const part = (atMs - frame.startMs) / Math.max(1, frame.endMs - frame.startMs);
    return round(inner.left + part * (width - inner.left - inner.right));
  };
  const y = (value: number) =>
    round(height - inner.bottom - (value / top) * (height - inner.top - inner.bottom));
  const scale = { x, y, top };
  return figure(
    plot,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(plot.title)}" ` +
      `data-plot="${escape(dataOf(plot, frame))}">` +
      bands(frame, scale) +
      grid(plot, frame, scale) +
      limitLine(plot, frame, scale) +
      plot.lines.map((line) => drawLine(line, scale)).join("") +
      labels(plot, scale) +
      (values.length === 0 ? nothing : "") +
      `<line class="cursor" y1="${inner.top}" y2="${height - inner.bottom}" x1="-9" x2="-9"/></svg>`,
  );
}

const nothing =
  `<text class="none" x="${(inner.left + width - inner.right) / 2}" y="${height / 2 + 4}" ` +
  'text-anchor="middle">nothing was measured</text>';

interface Scale {
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  readonly top: number;
}

function bands({ bands }: Frame, { x }: Scale): string {
  return bands
    .map(({ name, startMs, endMs, measured }, n) => {
      const [left, right] = [x(startMs), x(endMs)];
      const kind = measured ? (n % 2 === 0 ? "even" : "odd") : "unmeasured";
      // About seven units a letter: a name that does not fit is left out.
      const fits = right - left > name.length * 7 + 8;
      const box =
        `<rect class="band ${kind}" x="${left}" y="${inner.top}" width="${round(right - left)}" ` +
        `height="${height - inner.top - inner.bottom}"><title>${escape(name)}</title></rect>`;
      const word = `<text class="phase" x="${left + 4}" y="${inner.top - 7}">${escape(name)}</text>`;
      return box + (fits ? word : "");
    })
    .join("");
}

function grid({ show }: Plot, { startMs, endMs, axis }: Frame, { x, y, top }: Scale): string {
  const rows = [0, top / 2, top].map((value) => {
    const at = y(value);
    return (
      `<line class="grid" x1="${inner.left}" x2="${width - inner.right}" y1="${at}" y2="${at}"/>` +
      `<text class="tick" x="${inner.left - 8}" y="${at + 4}" text-anchor="end">` +
      `${escape(show(value))}</text>`
    );
  });
  // A clock shows whole seconds.
  const step = Math.max(axis === "span" ? 0 : 1_000, timeStep(endMs - startMs));
  const mark = axis === "span" ? time : clock;
  const marks: string[] = [];
  for (let at = Math.ceil(startMs / step) * step; at <= endMs; at += step) {
    marks.push(
      `<text class="tick" x="${x(at)}" y="${height - 6}" text-anchor="middle">${mark(at)}</text>`,
    );
  }
  return rows.join("") + marks.join("");
}

function limitLine({ limit }: Plot, _frame: Frame, { y }: Scale): string {
  if (limit === undefined) return "";
  const at = y(limit.value);
  return (
    `<line class="limit" x1="${inner.left}" x2="${width - inner.right}" y1="${at}" y2="${at}"/>` +
    `<text class="limit" x="${inner.left + 4}" y="${at - 4}">${escape(limit.name)}</text>`
  );
}

function drawLine({ points, colour, filled, planned }: Line, { x, y }: Scale): string {
  const runs = unbroken(points);
  if (filled === true) {
    const shapes = runs.map((run) => {
      const tops = run.map(({ atMs, value }) => `L${x(atMs)} ${y(value)}`).join("");
      return `M${x(run[0].atMs)} ${y(0)}${tops}L${x(run[run.length - 1].atMs)} ${y(0)}Z`;
    });
    return `<path class="area c${colour}" d="${shapes.join("")}"/>`;
  }
  const paths = runs.map((run) => {
    // A value between two gaps would be a line of no length: it is a dash.
    if (run.length === 1) return `M${round(x(run[0].atMs) - 4)} ${y(run[0].value)}h8`;
    return `M${run.map((p) => `${x(p.atMs)} ${y(p.value)}`).join("L")}`;
  });
  return `<path class="line c${colour}${planned === true ? " planned" : ""}" d="${paths.join("")}"/>`;
}

type Known = { readonly atMs: number; readonly value: number };

/** The points in runs without a gap. */
function unbroken(points: readonly Point[]): Known[][] {
  const runs: Known[][] = [[]];
  for (const { atMs, value } of points) {
    if (value === undefined) runs.push([]);
    else runs[runs.length - 1].push({ atMs, value });
  }
  return runs.filter((run) => run.length > 0);
}

/** The lines' names at their ends, moved apart where they would lie on each other. */
function labels({ lines }: Plot, { y, top }: Scale): string {
  const wanted = lines
    .map(({ name, colour, points }) => {
      const last = points.findLast(({ value }) => value !== undefined)?.value;
      return { name, colour, at: y(Math.min(top, last ?? 0)), has: last !== undefined };
    })
    .filter(({ has }) => has)
    .sort((a, b) => a.at - b.at);
  let lowest = inner.top - 8;
  const placed = wanted.map((label) => {
    const at = Math.max(label.at, lowest + 14);
    lowest = at;
    return { ...label, at };
  });
  // What was pushed out at the bottom is taken back up.
  const over = Math.max(0, lowest - (height - inner.bottom));
  return placed
    .map(({ name, colour, at }) => {
      const x = width - inner.right + 8;
      return `<text class="name c${colour}" x="${x}" y="${round(at + 4 - over)}">${escape(name)}</text>`;
    })
    .join("");
}

/** What the page's script needs to show values under the pointer. */
function dataOf({ lines, show }: Plot, { startMs, endMs, axis = "clock" }: Frame): string {
  const shown = lines.map(({ name, points }) => ({
    name,
    points: points.map(({ atMs, value }) => [atMs, value === undefined ? "–" : show(value)]),
  }));
  const [left, right] = [inner.left, width - inner.right];
  return JSON.stringify({ startMs, endMs, left, right, axis, lines: shown });
}

/** A round number that is not below the values, and leaves the limit in sight if it is near. */
function niceTop(highest: number, limit: number): number {
  const wanted = limit > 0 && limit < highest * 4 ? Math.max(highest, limit * 1.1) : highest;
  if (wanted <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const steps = [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].map((step) => step * power);
  return steps.find((step) => step >= wanted * 1.02) ?? wanted;
}

const timeSteps = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200,
  14_400,
];

/** Distance of marks on the time axis, in ms: about eight of them. */
function timeStep(lengthMs: number): number {
  return (timeSteps.find((seconds) => lengthMs / 1_000 / seconds <= 9) ?? 28_800) * 1_000;
}

/** `1:30` min:s after the start, `2:15 h` in long runs; before the start negative. */
function clock(atMs: number): string {
  const seconds = Math.round(Math.abs(atMs) / 1_000);
  const sign = atMs < 0 ? "−" : "";
  const pad = (value: number) => String(value).padStart(2, "0");
  if (seconds >= 3_600) {
    return `${sign}${Math.floor(seconds / 3_600)}:${pad(Math.floor((seconds % 3_600) / 60))} h`;
  }
  return `${sign}${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
