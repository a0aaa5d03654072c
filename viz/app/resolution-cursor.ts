// The cursor in a resolution's story: which resolution is told, how its steps are walked through,
// and what the present step lights up in the picture.
import type { Model } from "../model/index.ts";
import { resolutionStory, storySteps, type Lit } from "../why/index.ts";
import type { PageState, Store } from "./state.ts";

/**
 * The chosen resolution; else the latest up to now in the room that is shown which had conflicts,
 * of the server through whose eyes we look; else any. -1 where there is none.
 */
export function chosenResolution(model: Model, state: PageState): number {
  if (state.resolution >= 0) return state.resolution;
  const fits = (at: number, strict: boolean) => {
    const { server, atMs, conflicted, room } = model.resolutions[at];
    if (room !== state.room) return false;
    if (!strict) return true;
    const own = state.asSeenBy < 0 || server === state.asSeenBy;
    return own && atMs <= state.atMs && conflicted > 0;
  };
  for (const strict of [true, false]) {
    for (let at = model.resolutions.length - 1; at >= 0; at--) if (fits(at, strict)) return at;
  }
  return -1;
}

/** Opens a resolution at its first step, at the instant at which it was made. */
export function openResolution(model: Model, store: Store, resolution: number): void {
  const { atMs, room } = model.resolutions[resolution];
  store.set({ tab: "resolution", resolution, step: 0, atMs, room, playing: false });
}

/** Opens the resolution after the open one (or after now), or the one before. */
export function neighbourResolution(model: Model, store: Store, by: 1 | -1): void {
  const { resolutions } = model;
  const { atMs, resolution } = store.current;
  const from = resolution >= 0 ? resolution : resolutions.findLastIndex((r) => r.atMs <= atMs);
  const next = Math.max(0, Math.min(resolutions.length - 1, from + by));
  if (resolutions.length > 0) openResolution(model, store, next);
}

/** One step on or back; a check's event is selected, so that the picture goes there. */
export function stepResolution(model: Model, store: Store, by: 1 | -1): void {
  const { current } = store;
  const resolution = chosenResolution(model, current);
  if (resolution < 0) return;
  const telling = resolutionStory(model, resolution);
  if (!telling.ok) return;
  const steps = storySteps(model, telling.story);
  const opened = current.tab === "resolution";
  const step = Math.max(0, Math.min(steps.length - 1, current.step + (opened ? by : 0)));
  const { atMs } = telling.story.record;
  const subject = steps[step].row >= 0 ? { selected: steps[step].lit[0].event } : {};
  store.set({ tab: "resolution", resolution, step, atMs, playing: false, ...subject });
}

/** What the picture lights up: the present step of the resolution that is open, or nothing. */
export function litNow(model: Model, state: PageState): readonly Lit[] {
  if (state.tab !== "resolution") return [];
  const resolution = chosenResolution(model, state);
  const telling = resolution < 0 ? undefined : resolutionStory(model, resolution);
  if (telling === undefined || !telling.ok) return [];
  const steps = storySteps(model, telling.story);
  return steps[Math.min(state.step, steps.length - 1)]?.lit ?? [];
}
