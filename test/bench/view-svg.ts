// The peer of `npm run bench:view`: the same layout as a plain SVG page with every event and every
// edge in it, as small viewers draw them.
import type { RoomLayout } from "../../viz/layout/index.ts";

const rowPx = 22;
const lanePx = 87;

/** A page with the whole picture. */
export function svgPage({ rows, lane, edges, rowOfEvent }: RoomLayout): string {
  const x = (event: number) => 40 + lane[event] * lanePx;
  const y = (event: number) => (rowOfEvent[event] + 0.5) * rowPx;
  const parts: string[] = [];
  for (const { parent, child } of edges.inWindow(0, rows.length - 1)) {
    const [x1, y1, x2, y2] = [x(parent), y(parent), x(child), y(child)];
    const middle = (y1 + y2) / 2;
    parts.push(`<path d="M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}"/>`);
  }
  for (let event = 0; event < rowOfEvent.length; event++) {
    if (rowOfEvent[event] >= 0) parts.push(`<circle cx="${x(event)}" cy="${y(event)}" r="6"/>`);
  }
  const size = `width="1200" height="${rows.length * rowPx}"`;
  const style = "path{fill:none;stroke:#888}circle{fill:#0072b2}";
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><svg ${size}><g>${parts.join("")}</g></svg>`;
}
