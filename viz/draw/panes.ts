// Panes: the same picture several times side by side, each as one server sees it. All share one
// layout, so the same event stands at the same place in each; what a server lacks is a ghost.
import { columnsFor, laneX, lanesInSight } from "../layout/index.ts";
import type { Line } from "./shapes.ts";
import type { SceneView } from "./view.ts";

/** Space between two panes, in units of the text's size. */
const gapRem = 0.4;

/** The views of the panes in sight, from left to right; `view.columns` are the panes. */
export function panesOf(view: SceneView): SceneView[] {
  const { columns, scrollLeftPx } = view;
  return lanesInSight(columns, scrollLeftPx).map((server) => paneOf(view, server));
}

/** The view of one server's pane. */
export function paneOf(view: SceneView, server: number): SceneView {
  const { layout, remPx, scrollLeftPx } = view;
  const widthPx = view.columns.lanePx - gapRem * remPx;
  const leftPx = laneX(view.columns, server, scrollLeftPx) - widthPx / 2;
  const lanes = view.lanes ?? Array.from({ length: layout.laneCount }, (_, lane) => lane);
  const own = columnsFor(lanes, { widthPx, remPx, ...paneSizes(layout.name) });
  // A few columns stand in the middle of their pane, not at its edge.
  const shift = Math.max(0, (widthPx - own.totalPx) / 2);
  const columns = { ...own, leftPx, viewPx: widthPx };
  return { ...view, columns, scrollLeftPx: -shift, asSeenBy: server, split: "pane" };
}

function paneSizes(name: SceneView["layout"]["name"]) {
  // Thousands of servers share lanes: beside each other they would be thinner than a line.
  const lanes = name === "rail" ? { wideRem: 1.8, leastPx: 1 } : { wideRem: 3.2, leastPx: 5 };
  return { timesRem: 0, share: 1, shared: name === "swim", ...lanes };
}

/** The line at the right of a pane. */
export function paneBorder({ columns, heightPx }: SceneView): Line {
  const x = Math.round(columns.leftPx + columns.viewPx) + 0.5;
  const points = [x, 0, x, heightPx];
  return { shape: "line", points, color: "rule", width: 1, dashed: false, alpha: 1 };
}
