// What servers that share a lane made of an event, in one mark: a bar as full as the part of them
// that has it, and beside it the gravest of what some of them made of it instead.
import { laneX, lanesInSight, type Columns } from "../layout/index.ts";
import type { EventNode, Model } from "../model/index.ts";
import { laneToken, type Form, type Shape, type Standing } from "./shapes.ts";
import { markRadius, rowY, type SceneView } from "./view.ts";

/** How many servers of a lane stand how to an event. */
export interface LaneStanding {
  readonly all: number;
  /** Those that have it, whatever they made of it. */
  readonly known: number;
  /** Those that soft-failed, rejected or dropped it. */
  readonly refused: number;
  /** The gravest of these verdicts. */
  readonly gravest: Standing;
}

const gravity: readonly Standing[] = ["accepted", "soft-failed", "rejected", "dropped"];

/** The standing of each shared lane, by its place. One pass over the arrivals of the event. */
export function laneStandings(
  model: Model,
  { places, members = new Map() }: Pick<Columns, "places" | "members">,
  { event, atMs }: { event: number; atMs: number },
): ReadonlyMap<number, LaneStanding> {
  const count = Math.max(0, ...[...members.keys()].map((lane) => places[lane] + 1));
  const [known, refused] = [new Uint32Array(count), new Uint32Array(count)];
  const worst = new Uint8Array(count);
  model.arrivals.eachStanding(event, atMs, (server, entry) => {
    const place = places[server];
    const verdict = model.arrivals.verdictOf(entry);
    if (place >= count || model.arrivals.isLoss(entry)) return;
    const grave = gravity.indexOf(verdict);
    if (verdict !== "dropped") known[place] += 1;
    if (grave > 0) refused[place] += 1;
    worst[place] = Math.max(worst[place], grave);
  });
  return new Map(
    [...members].map(([lane, { servers }]): [number, LaneStanding] => {
      const at = places[lane];
      const gravest = gravity[worst[at]];
      return [lane, { all: servers.length, known: known[at], refused: refused[at], gravest }];
    }),
  );
}

/** The bars of an event in all shared lanes in sight. */
export function sharedLaneShapes(view: SceneView, event: EventNode, form: Form): Shape[] {
  const { model, columns, scrollLeftPx, layout, atMs, rowPx } = view;
  if (columns.members === undefined || rowPx < 5) return [];
  const shapes: Shape[] = [];
  const y = rowY(view, layout.rowOfEvent[event.index]);
  const standings = laneStandings(model, columns, { event: event.index, atMs });
  const h = Math.max(2, Math.min(rowPx * 0.34, view.remPx * 0.5));
  const whole = columns.lanePx * 0.8;
  for (const lane of lanesInSight(columns, scrollLeftPx)) {
    const standing = standings.get(lane);
    if (standing === undefined) continue;
    const { all, known, refused, gravest } = standing;
    const x = laneX(columns, lane, scrollLeftPx) - whole / 2;
    const color = laneToken(event.server);
    shapes.push({ shape: "rect", x, y: y - h / 2, w: whole, h, color: "rule", alpha: 0.7 });
    // One server of thousands is still seen, and so is one that is missing.
    const share = known === all ? 1 : Math.min(0.98, known / all);
    const w = known === 0 ? 0 : Math.max(1.5, whole * share);
    if (w > 0) shapes.push({ shape: "rect", x, y: y - h / 2, w, h, color, alpha: 0.55 });
    if (refused === 0) continue;
    const mark = { x: x + whole, y, r: Math.max(2.5, markRadius(view) * 0.7), form, color };
    shapes.push({ shape: "mark", role: "receipt", standing: gravest, strong: true, ...mark });
  }
  return shapes;
}
