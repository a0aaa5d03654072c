// What put an event into a slot of a server's state (or took it out): the instant at which the
// server's current state began to hold it, and the resolution that came to that state, if one did.
import { instantOf, stateAt, type Model, type StatePoint } from "../model/index.ts";

export interface SlotCause {
  /** Since when the slot is as it is; of a point beside an event the instant of the event. */
  readonly atMs: number;
  /** Index of the resolution that brought it, -1 where none did. */
  readonly resolution: number;
  /** False where the search was given up: it has been so for longer. */
  readonly found: boolean;
}

/** More changes of a server's state than this are not walked back. */
const stepsMax = 2_000;

/** Why a slot (`type` + NUL + `state_key`) is as it is at a point; undefined without a state. */
export function slotCause(model: Model, point: StatePoint, slot: string): SlotCause | undefined {
  const state = stateAt(model, point);
  if (state === undefined) return undefined;
  const { server, room, pin } = point;
  const untilMs = instantOf(model, point);
  const valueIn = (id: number) => model.states.slots(id).get(slot)?.event;
  const value = valueIn(state);
  if (pin?.kind === "before" || pin?.kind === "after") {
    const resolution = model.resolutions.findIndex((each) => {
      return each.server === server && each.event === pin.value && each.why === "before";
    });
    if (resolution >= 0) return { atMs: untilMs, resolution, found: true };
  }
  const { times, values } = model.currents.of(server, room);
  let at = times.length - 1;
  while (at >= 0 && times[at] > untilMs) at -= 1;
  // Beside an event the state need not have been the current one.
  if (at < 0 || valueIn(values[at]) !== value)
    return { atMs: untilMs, resolution: -1, found: true };
  const last = Math.max(0, at - stepsMax);
  while (at > last && valueIn(values[at - 1]) === value) at -= 1;
  const found = at > last || last === 0;
  return { atMs: times[at], resolution: resolutionAt(model, point, { times, values, at }), found };
}

function resolutionAt(
  model: Model,
  { server, room }: StatePoint,
  history: { times: ArrayLike<number>; values: ArrayLike<number>; at: number },
): number {
  const [atMs, state] = [history.times[history.at], history.values[history.at]];
  const resolution = model.resolved.at(server, room, atMs) ?? -1;
  const record = model.resolutions[resolution];
  return record?.atMs === atMs && record.output === state ? resolution : -1;
}
