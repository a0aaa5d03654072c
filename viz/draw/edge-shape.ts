// The line from an event to one of its `prev_events`: straight down a lane, a short slope, or for
// long ways a rail that runs between the lanes, so that it does not cross the marks of others.
import type { Edge } from "../layout/index.ts";
import { eventX, rowY, type SceneView } from "./view.ts";
import { laneToken, type EdgeShape } from "./shapes.ts";

/** Edges over more rows than this take a rail. */
const slopeRows = 2;

export function edgeShape(view: SceneView, edge: Edge): EdgeShape {
  const { model, layout, columns } = view;
  const parentX = eventX(view, edge.parent);
  const childX = eventX(view, edge.child);
  const sameLane = layout.lane[edge.parent] === layout.lane[edge.child];
  const sameColumn = sameLane && layout.subLane[edge.parent] === layout.subLane[edge.child];
  const long = edge.childRow - edge.parentRow > slopeRows;
  const known = seen(view, edge.child) && seen(view, edge.parent);
  // A rail keeps to the side of the child's lane from which its parent comes.
  const side = childX < parentX ? 1 : -1;
  const offset = sameLane ? -0.3 : side > 0 ? 0.46 : -0.38;
  return {
    shape: "edge",
    parentX,
    parentY: rowY(view, edge.parentRow),
    childX,
    childY: rowY(view, edge.childRow),
    railX: edge.straight || (!long && !sameColumn) ? undefined : childX + offset * columns.lanePx,
    turn: view.rowPx,
    color: laneToken(model.events[edge.child].server),
    width: Math.max(0.75, Math.min(1.75, view.rowPx / 12)),
    alpha: known ? 0.8 : 0.22,
  };
}

function seen({ model, asSeenBy, atMs }: SceneView, event: number): boolean {
  if (asSeenBy < 0) return true;
  const verdict = model.arrivals.verdictAt(asSeenBy, event, atMs);
  return verdict !== undefined && verdict !== "dropped";
}
