// Layout of the viewer: from a model to numbers, without a browser.
export { anomaliesOf, type Anomaly } from "./anomalies.ts";
export { columnsFor, laneAt, laneX, lanesInSight, type Columns } from "./columns.ts";
export { EdgeIndex, type Edge } from "./edges.ts";
export { eventOrder } from "./order.ts";
export { laneOrder } from "./lane-order.ts";
export { eventKind, rowsOf, type Row, type Rows } from "./rows.ts";
export { subLanesMax, swimLayout, type SwimLayout } from "./swim.ts";
export { ticksBetween, tickStep } from "./ticks.ts";
export { TimeScale, timeScale, type Break } from "./time-scale.ts";
