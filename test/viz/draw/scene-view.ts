// The view of a whole room for tests of drawing: every row in sight, at the end, as everyone sees it.
import { everyone, type SceneView } from "../../../viz/draw/view.ts";
import { columnsFor, layoutOf, type RowLayoutName } from "../../../viz/layout/index.ts";
import type { Model } from "../../../viz/model/index.ts";

const rowPx = 20;

export function sceneView(
  model: Model,
  { name = "swim", ...change }: Partial<SceneView> & { name?: RowLayoutName } = {},
): SceneView {
  const layout = change.layout ?? layoutOf(model, 0, { name, rowsBy: "rank" });
  const lanes = Array.from({ length: layout.laneCount }, (_, lane) => lane);
  return {
    ...{ model, layout, rowPx, remPx: 14, widthPx: 1000, scrollTopPx: 0, scrollLeftPx: 0 },
    heightPx: rowPx * layout.places.length,
    columns: columnsFor(lanes, { widthPx: 1000, remPx: 14 }),
    ...{ atMs: model.endMs, asSeenBy: everyone },
    ...change,
  };
}
