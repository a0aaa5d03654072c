// The picture from far away, where a row is less than a pixel or two: how many events each server
// made in each strip of the screen, and every anomaly. Strips may hold thousands of events, but a
// refused one among them is always seen.
import { anomaliesOf, eventKind, laneX, lanesInSight } from "../layout/index.ts";
import { laneToken, type Shape, type Token } from "./shapes.ts";
import { rowsUntil, rowY, type SceneView } from "./view.ts";

/** Below this height of a row its marks are no longer drawn one by one. */
export const densityRowPx = 1.5;
const binPx = 2;
/** Anomalies of one lane closer than this share a mark, the gravest's. */
const anomalyPx = 6;

/** Counts and anomalies of rows `first` … `last`, as far as they have happened. */
export function densityShapes(view: SceneView, [first, last]: [number, number]): Shape[] {
  const end = Math.min(last + 1, rowsUntil(view.layout, view.atMs));
  return [...binShapes(view, first, end), ...anomalyShapes(view, [first, last])];
}

function binShapes(view: SceneView, first: number, end: number): Shape[] {
  const { columns, layout, rowPx, scrollLeftPx } = view;
  const { places } = layout;
  const { kinds, refs } = layout.rows;
  const lanes = lanesInSight(columns, scrollLeftPx);
  // By place: many servers may share a lane.
  const counts = new Uint32Array(columns.servers.length);
  // As many as a strip holds if one server makes all of its events: the same at every time.
  const most = Math.max(1, binPx / rowPx);
  const shapes: Shape[] = [];
  let row = first;
  while (row < end) {
    const bin = Math.floor((places.of(row) * rowPx) / binPx);
    const below = places.at(((bin + 1) * binPx) / rowPx);
    const reaches = places.of(below) * rowPx < (bin + 1) * binPx;
    const next = Math.min(end, Math.max(row + 1, reaches ? below + 1 : below));
    counts.fill(0);
    for (; row < next; row++) {
      if (kinds[row] === eventKind) counts[columns.places[layout.lane[refs[row]]]] += 1;
    }
    const y = bin * binPx - view.scrollTopPx;
    for (const lane of lanes) {
      const count = counts[columns.places[lane]];
      if (count === 0) continue;
      const share = Math.min(1, count / most);
      const w = Math.max(1, columns.lanePx * 0.84 * Math.max(0.12, share));
      const x = laneX(columns, lane, scrollLeftPx) - w / 2;
      shapes.push({ shape: "rect", x, y, w, h: binPx, color: colorOf(view, lane), alpha: 0.85 });
    }
  }
  return shapes;
}

/** Columns of a rail belong to nobody. */
function colorOf({ layout }: SceneView, lane: number): Token {
  return layout.name === "swim" ? laneToken(lane) : "muted";
}

const gravity = { dropped: 3, rejected: 2, "soft-failed": 1, outlier: 0, accepted: 0 } as const;

function anomalyShapes(view: SceneView, [first, last]: [number, number]): Shape[] {
  const { model, layout, columns, scrollLeftPx, atMs, rowPx } = view;
  const places = lanesInSight(columns, scrollLeftPx).map((lane) => columns.places[lane]);
  const inSight = new Set(places);
  const worst = new Map<string, Shape & { readonly gravity: number }>();
  for (const { row, lane, verdict, atMs: sinceMs } of anomaliesOf(model, layout).inWindow(
    first,
    last,
  )) {
    if (sinceMs > atMs || (lane >= 0 && !inSight.has(columns.places[lane]))) continue;
    const place = `${lane} ${Math.floor((layout.places.of(row) * rowPx) / anomalyPx)}`;
    const grave = verdict === undefined ? 4 : gravity[verdict];
    if ((worst.get(place)?.gravity ?? -1) >= grave) continue;
    const y = rowY(view, row);
    if (verdict === undefined) {
      const points = [columns.leftPx, y, columns.leftPx + columns.viewPx, y];
      const line = { points, color: "bad", width: 1.5, dashed: true, alpha: 1 } as const;
      worst.set(place, { shape: "line", ...line, gravity: grave });
      continue;
    }
    const r = Math.max(2.5, Math.min(4, columns.lanePx * 0.4));
    const at = { x: laneX(columns, lane, scrollLeftPx), y, r, form: "disc" } as const;
    const look = { standing: verdict, color: "ink", role: "receipt", strong: true } as const;
    worst.set(place, { shape: "mark", ...at, ...look, gravity: grave });
  }
  return [...worst.values()].map(({ gravity: _, ...shape }) => shape);
}
