// The line from an event to one of its `prev_events`: straight down a lane, a short slope, or for
// long ways a rail: between swim lanes, so that it does not cross the marks of others, or down the
// column that the rail layout reserved. An edge without a way is two stubs.
import { elided, type Edge } from "../layout/index.ts";
import { eventX, laneOf, rowTop, rowY, type SceneView } from "./view.ts";
import { laneToken, type EdgeShape, type Shape, type Text } from "./shapes.ts";

/** Edges over more rows than this take a rail. */
const slopeRows = 2;

/** An edge as it is drawn among all others. */
export function edgeShapes(view: SceneView, edge: Edge): Shape[] {
  return edge.rail === elided ? stubs(view, edge) : [edgeShape(view, edge)];
}

/** An edge from end to end, also where it is elided. */
export function edgeShape(view: SceneView, edge: Edge): EdgeShape {
  const { model } = view;
  const known = seen(view, edge.child) && seen(view, edge.parent);
  return {
    shape: "edge",
    parentX: eventX(view, edge.parent),
    parentY: rowY(view, edge.parentRow),
    childX: eventX(view, edge.child),
    childY: rowY(view, edge.childRow),
    railX: railX(view, edge),
    turn: view.rowPx,
    ...(edge.over === true ? { dashed: true } : {}),
    color: laneToken(model.events[edge.child].server),
    width: Math.max(0.75, Math.min(1.75, view.rowPx / 12)),
    // Under arrows of messages the history steps back.
    alpha: (known ? 0.8 : 0.22) * (view.messages === true ? 0.35 : 1),
  };
}

function railX(view: SceneView, edge: Edge): number | undefined {
  const { layout, columns } = view;
  const childX = eventX(view, edge.child);
  const rows = layout.places.of(edge.childRow) - layout.places.of(edge.parentRow);
  if (edge.straight) return undefined;
  if (edge.rail !== undefined) {
    if (rows < slopeRows || edge.rail === elided) return undefined;
    return laneOf(view, edge.rail);
  }
  const parentX = eventX(view, edge.parent);
  const sameLane = layout.lane[edge.parent] === layout.lane[edge.child];
  const sameColumn = sameLane && layout.subLane[edge.parent] === layout.subLane[edge.child];
  if (rows <= slopeRows && !sameColumn) return undefined;
  // A rail keeps to the side of the child's lane from which its parent comes.
  const side = childX < parentX ? 1 : -1;
  return childX + (sameLane ? -0.3 : side > 0 ? 0.46 : -0.38) * columns.lanePx;
}

/** The beginning and the end of an edge that has no way between them. */
function stubs(view: SceneView, edge: Edge): Shape[] {
  const whole = edgeShape(view, edge);
  const side = Math.sign(whole.parentX - whole.childX) * Math.min(view.columns.lanePx, view.rowPx);
  const reach = view.rowPx * 0.85;
  const end = { ...whole, dashed: true, railX: undefined };
  return [
    { ...end, parentX: whole.childX + side * 0.5, parentY: whole.childY - reach },
    { ...end, childX: whole.parentX - side * 0.5, childY: whole.parentY + reach },
  ];
}

/** A stub and a question mark above an event whose parent the trace does not hold. */
export function missingParentShapes(view: SceneView, event: number): Shape[] {
  const { model, layout, rowPx, remPx } = view;
  if (rowPx < 5 || !(model.data.columns["events.missingPrev"][event] > 0)) return [];
  const [x, y] = [eventX(view, event), rowY(view, layout.rowOfEvent[event])];
  const top = Math.max(rowTop(view, layout.rowOfEvent[event]) - rowPx * 0.2, y - rowPx * 0.7);
  const points = [x, y, x + rowPx * 0.35, top];
  const line = { points, color: "warn", width: 1.5, dashed: true, alpha: 1 } as const;
  const px = Math.min(remPx * 0.75, rowPx * 0.6);
  const text: Text = {
    ...{ shape: "text", x: x + rowPx * 0.45, y: top, text: "?", px, color: "warn" },
    ...{ align: "left", bold: true },
  };
  return [{ shape: "line", ...line }, text];
}

function seen({ model, asSeenBy, atMs }: SceneView, event: number): boolean {
  if (asSeenBy < 0) return true;
  const verdict = model.arrivals.verdictAt(asSeenBy, event, atMs);
  return verdict !== undefined && verdict !== "dropped";
}
