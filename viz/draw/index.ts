// Drawing: from a layout to draw lists (plain data), and from draw lists to a canvas.
export { convergenceCurve, heatStrip, type StripSize } from "./heat.ts";
export { drawListText } from "./draw-list.ts";
export { overlayOf } from "./overlay.ts";
export {
  fittingZoom,
  layeredEventAt,
  layeredScene,
  layeredSize,
  type LayeredView,
} from "./layered-scene.ts";
export { overviewMatches, overviewShapes } from "./overview.ts";
export { fontFamily, paint } from "./paint.ts";
export { darkPalette, lightPalette, type Palette } from "./palettes.ts";
export { paneOf, panesOf } from "./panes.ts";
export {
  paneColumnSizes,
  pictureOf,
  railColumnSizes,
  railLanes,
  type Picture,
  type PictureOptions,
} from "./picture.ts";
export { rowWords } from "./row-words.ts";
export { laneStandings, type LaneStanding } from "./shared-lane.ts";
export { formOf, lateMs, sceneOf } from "./scene.ts";
export {
  countShapes,
  laneToken,
  tokens,
  type Form,
  type Shape,
  type Standing,
  type Token,
} from "./shapes.ts";
export { svgOf, type SvgOptions } from "./svg.ts";
export { timelineOf, timeX, type TimelineView } from "./timeline.ts";
export { turnShapes, turnSign } from "./turns.ts";
export {
  everyone,
  rowAt,
  rowsInSight,
  rowsUntil,
  rowTop,
  rowY,
  timeY,
  type SceneView,
} from "./view.ts";
