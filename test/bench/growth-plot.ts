// The curves of `npm run bench growth` as one SVG: a panel for each thing that grows, both axes
// logarithmic, time as a full line and memory as a dashed one. The slope of a line is its power of n,
// which stands at each step, and over all steps in the legend.

/** Time and memory by size. */
export interface Series {
  readonly what: string;
  readonly sizes: readonly number[];
  readonly ms: readonly number[];
  readonly mb: readonly number[];
}

const panel = { width: 420, height: 300, left: 60, top: 56, gap: 90 };
const colours = { time: "#0072b2", memory: "#b04a00" };

/** Which power of n makes that ratio where n grows `times`-fold, to two places. */
export function powerOf(now: number, then: number, times: number): string {
  const power = (Math.log(now / then) / Math.log(times)).toFixed(2);
  return power === "-0.00" ? "0.00" : power;
}

export function growthPlot(series: readonly Series[]): string {
  const width = series.length * (panel.width + panel.gap) + panel.left;
  const panels = series.map((one, n) => drawn(one, panel.left + n * (panel.width + panel.gap)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${panel.height + 126}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...panels,
    "</svg>\n",
  ].join("\n");
}

/** A panel whose lower left corner is the least size, 1 ms and 1 MB. */
function drawn({ what, sizes, ms, mb }: Series, left: number): string {
  const { width, height, top } = panel;
  const decadesX = [Math.log10(sizes[0]), Math.ceil(Math.log10(sizes[sizes.length - 1]))];
  const decadesY = Math.ceil(Math.log10(Math.max(...ms, ...mb)));
  const x = (n: number) =>
    left + ((Math.log10(n) - decadesX[0]) * width) / (decadesX[1] - decadesX[0]);
  const y = (value: number) => top + height - (Math.log10(Math.max(1, value)) * height) / decadesY;
  const line = (values: readonly number[], dash: string) => {
    const points = values.map((value, at) => `${x(sizes[at]).toFixed(1)},${y(value).toFixed(1)}`);
    const dots = points.map((point) => `<circle cx="${point.replace(",", '" cy="')}" r="3"/>`);
    const path = `<polyline points="${points.join(" ")}" fill="none" stroke-width="2" stroke-dasharray="${dash}"/>`;
    return path + dots.join("");
  };
  /** The power of every step, in the middle of it: of two lines above the upper one, below the lower. */
  const powers = (values: readonly number[], others: readonly number[]) => {
    const middle = (of: readonly number[], step: number) => (y(of[step]) + y(of[step + 1])) / 2;
    const texts = sizes.slice(1).map((size, step) => {
      const atX = (x(sizes[step]) + x(size)) / 2;
      const atY = middle(values, step) + (middle(values, step) <= middle(others, step) ? -10 : 18);
      const power = powerOf(values[step + 1], values[step], size / sizes[step]);
      return `<text x="${atX.toFixed(1)}" y="${atY.toFixed(1)}">${power}</text>`;
    });
    return `<g font-size="10" text-anchor="middle" stroke="none">${texts.join("")}</g>`;
  };
  const overAll = (values: readonly number[]) => {
    const times = sizes[sizes.length - 1] / sizes[0];
    return powerOf(values[values.length - 1], values[0], times);
  };
  const rules: string[] = [];
  for (let decade = 0; decade <= decadesY; decade++) {
    const at = y(10 ** decade);
    rules.push(`<line x1="${left}" x2="${left + width}" y1="${at}" y2="${at}" stroke="#ddd"/>`);
    rules.push(
      `<text x="${left - 6}" y="${at + 4}" text-anchor="end">${shown(10 ** decade)}</text>`,
    );
  }
  for (const size of sizes) {
    rules.push(
      `<line x1="${x(size)}" x2="${x(size)}" y1="${top}" y2="${top + height}" stroke="#ddd"/>`,
    );
    rules.push(
      `<text x="${x(size)}" y="${top + height + 18}" text-anchor="middle">${shown(size)}</text>`,
    );
  }
  return [
    ...rules,
    `<g stroke="${colours.time}" fill="${colours.time}">${line(ms, "none")}${powers(ms, mb)}</g>`,
    `<g stroke="${colours.memory}" fill="${colours.memory}">${line(mb, "6 4")}${powers(mb, ms)}</g>`,
    `<text x="${left + width / 2}" y="${top + height + 40}" text-anchor="middle">${what}</text>`,
    `<text x="${left}" y="${top - 32}" fill="${colours.time}">— time in ms grows with the power ${overAll(ms)} of ${what}</text>`,
    `<text x="${left}" y="${top - 14}" fill="${colours.memory}">– – memory in MB grows with the power ${overAll(mb)}</text>`,
  ].join("\n");
}

function shown(value: number): string {
  return value.toLocaleString("en");
}
