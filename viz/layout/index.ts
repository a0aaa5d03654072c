// Layout of the viewer: from a model to numbers, without a browser.
export { anomaliesOf, type Anomaly } from "./anomalies.ts";
export {
  columnsFor,
  columnsOfLanes,
  laneAt,
  laneX,
  lanesInSight,
  type Columns,
} from "./columns.ts";
export { EdgeIndex, elided, type Edge } from "./edges.ts";
export { eventOrder } from "./order.ts";
export {
  layeredLayout,
  transitiveReduction,
  type LayeredEdge,
  type LayeredLayout,
  type LayeredNode,
} from "./layered.ts";
export {
  groupedMin,
  laneGroups,
  lanesOfGroups,
  type LaneGroup,
  type LaneMembers,
  type Lanes,
} from "./lane-groups.ts";
export { laneOrder } from "./lane-order.ts";
export { eventKind, rowsOf, type Row, type Rows } from "./rows.ts";
export { fittingMsPerRow, rankPlaces, timePlaces, type RowPlaces } from "./places.ts";
export { buffersOf, openLayout, portableLayout, type PortableLayout } from "./portable.ts";
export { railLayout } from "./rail.ts";
export { keepLayout, layoutOf, placed, type LayoutChoice } from "./choose-layout.ts";
export { rowLayouts, type RoomLayout, type RowLayoutName } from "./room-layout.ts";
export { parentsAmong, type Shown } from "./shown.ts";
export { SpanIndex } from "./spans.ts";
export { subLanesMax, swimLayout } from "./swim.ts";
export { ticksBetween, tickStep } from "./ticks.ts";
export { partsOf, scaleOf, TimeScale, timeScale, type Break } from "./time-scale.ts";
