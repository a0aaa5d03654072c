// What the pages of sweeps, curves and measurements share: the frame, the style, numbers in words, and
// a chart of lines with bands. No script, nothing from elsewhere; words of rooms are escaped.

/** A whole page around its body. */
export function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${safe(title)}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${style}</style></head><body><main>
${body}
</main></body></html>
`;
}

/** Colours by what they mean, light or dark as the system has it; for `fill` and `stroke`. */
export const colours = {
  held: "var(--held)",
  broken: "var(--broken)",
  unsettled: "var(--unsettled)",
  first: "var(--first)",
  second: "var(--second)",
  faint: "var(--faint)",
  rule: "var(--rule)",
} as const;

const style = `
:root{color-scheme:light dark;
--surface:light-dark(#fff,#12161c);--raised:light-dark(#eef4fb,#1b2634);--warned:light-dark(#fdf3e3,#2d2412);
--ink:light-dark(#1c2430,#e9edf2);--muted:light-dark(#4a5565,#a5b0bd);--rule:light-dark(#dfe4ec,#2b333e);
--held:light-dark(#2e7d5b,#3fae84);--broken:light-dark(#b3362b,#ff7d66);--unsettled:light-dark(#b7791f,#f2b94b);
--first:light-dark(#2b62b3,#6ea8f5);--second:light-dark(#8a5a12,#e0a64a);--faint:light-dark(#8fb0dd,#456a9c)}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--surface);margin:0}
main{max-width:880px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:22px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:17px;margin:28px 0 8px}a{color:var(--first)}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:4px 10px 4px 0;vertical-align:top}
th.n{text-align:right}th{font-weight:600}td,th{border-bottom:1px solid var(--rule)}
table.narrow{width:auto}table.narrow :is(td,th){padding-right:28px}table.narrow td{white-space:nowrap}
td.in{padding-left:18px}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td small,th.line{white-space:nowrap}
@media(max-width:480px){table.narrow :is(td,th){padding-right:14px}td small,th.line{white-space:normal}}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
svg{max-width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;fill:var(--muted)}
.never{background:var(--warned);border-left:4px solid var(--unsettled);padding:8px 14px;margin:14px 0}
details{margin:6px 0}summary{cursor:pointer}
.grid{stroke:var(--rule)}.window{fill:var(--unsettled);opacity:.18}
svg text.named{fill:var(--second);font-weight:600}
.mark{fill:none;stroke:var(--muted);stroke-dasharray:3 3}
.verdict{background:var(--raised);border-left:4px solid var(--first);padding:8px 14px;margin:14px 0}`;

/** A line of a chart, with how far its values spread. */
export interface ChartLine {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Between which values the truth lies, by x; drawn as a band. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
}

export interface Chart {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly lines: readonly ChartLine[];
  /** Where the axes end; they begin at `fromX` (default: 0) and 0. */
  readonly toX: number;
  readonly toY: number;
  readonly fromX?: number;
  readonly showX: (x: number) => string;
  readonly showY: (y: number) => string;
  /** True: each point is marked, for what lies between them is not known (default: false). */
  readonly dots?: boolean;
  /** A stretch of the x axis that matters. */
  readonly window?: { readonly from: number; readonly to: number; readonly name: string };
  /** Straight lines that lead from a point down and left, to compare two lines. */
  readonly marks?: readonly (readonly [x: number, y: number])[];
}

const [width, height] = [720, 280];
const margin = { left: 56, right: 24, top: 28, bottom: 34 };

/** The first number with two figures that is not below a value: an axis ends there. */
export function roundUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return Math.max(4, Math.ceil(value / (4 * unit)) * 4 * unit);
}

/** A chart as SVG. */
export function chart(input: Chart): string {
  const { lines, toX, toY, fromX = 0, label, window } = input;
  const x = (value: number) =>
    margin.left + ((width - margin.left - margin.right) * (value - fromX)) / (toX - fromX || 1);
  const y = (value: number) =>
    height - margin.bottom - ((height - margin.top - margin.bottom) * value) / (toY || 1);
  const at = ([a, b]: readonly [number, number]) => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`;
  const parts = [...grid(input, x, y)];
  if (window !== undefined) {
    const [from, to] = [x(window.from), x(window.to)];
    const end = from > width / 2;
    parts.push(
      `<rect class="window" x="${from.toFixed(1)}" y="${margin.top}" width="${Math.max(2, to - from).toFixed(1)}" height="${height - margin.top - margin.bottom}"/>`,
      `<text class="named" x="${(end ? to : from).toFixed(1)}" y="${height - margin.bottom - 10}" dx="${end ? -6 : 6}" text-anchor="${end ? "end" : "start"}">${safe(window.name)}</text>`,
    );
  }
  for (const { band = [], colour } of lines) {
    const up = band.map(([a, , high]) => at([a, high]));
    const back = band.map(([a, low]) => at([a, low])).reverse();
    if (band.length > 0)
      parts.push(`<path d="M${[...up, ...back].join("L")}Z" fill="${colour}" opacity=".16"/>`);
  }
  for (const [a, b] of input.marks ?? []) {
    const path = `M${x(fromX)} ${y(b).toFixed(1)}H${x(a).toFixed(1)}V${y(0)}`;
    parts.push(`<path class="mark" d="${path}"/>`);
  }
  for (const { points, colour } of lines) {
    parts.push(
      `<path d="M${points.map(at).join("L")}" fill="none" stroke="${colour}" stroke-width="2.2"/>`,
    );
  }
  if (input.dots === true) {
    for (const { points, colour } of lines) {
      for (const [a, b] of points) {
        const place = `cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}"`;
        parts.push(`<circle ${place} r="3" fill="${colour}"/>`);
      }
    }
  }
  const size = `viewBox="0 0 ${width} ${height}" width="${width}"`;
  return `<svg ${size} role="img" aria-label="${safe(label)}">${parts.join("")}${legend(lines)}</svg>`;
}

function* grid(
  { toX, toY, fromX = 0, showX, showY }: Chart,
  x: (value: number) => number,
  y: (value: number) => number,
): Generator<string> {
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const [a, b] = [fromX + (toX - fromX) * share, toY * share];
    const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
    yield `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(b).toFixed(1)}" y2="${y(b).toFixed(1)}"/>`;
    yield `<text x="${margin.left - 8}" y="${(y(b) + 4).toFixed(1)}" text-anchor="end">${safe(showY(b))}</text>`;
    yield `<text x="${x(a).toFixed(1)}" y="${height - 12}" text-anchor="${anchor}">${safe(showX(a))}</text>`;
  }
}

function legend(lines: readonly ChartLine[]): string {
  let at = margin.left;
  return lines
    .map(({ name, colour }) => {
      const entry = `<rect x="${at}" y="6" width="14" height="4" fill="${colour}"/><text x="${at + 20}" y="13">${safe(name)}</text>`;
      at += 44 + 7 * name.length;
      return entry;
    })
    .join("");
}

/** A share in words: `12.5 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Text of a room as text of a page. */
export function safe(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.toWellFormed().replace(/[&<>"]/g, (mark) => marks[mark]);
}
