// Steps through a run: by record (each instant at which anything was recorded), by event, by
// resolution, or by anomaly. Buttons, arrow keys and the slider all step in the chosen way.
import { findingsOf, neighbourFinding, type Model, type MomentIndex } from "../model/index.ts";
import { neighbourResolution, openResolution } from "./resolution-cursor.ts";
import { tabForEvent, type Store } from "./state.ts";
import type { SwimView } from "./swim-view.ts";

export interface StepParts {
  readonly model: Model;
  readonly store: Store;
  readonly moments: Pick<MomentIndex, "neighbour">;
  readonly swim: Pick<SwimView, "neighbourEvent">;
  readonly say: (words: string) => void;
}

/** One step on or back, in the way that is chosen. */
export function stepOnce(parts: StepParts, by: 1 | -1): void {
  const { model, store, moments, swim } = parts;
  const { current } = store;
  switch (current.stepBy) {
    case "record":
      return store.set({ playing: false, atMs: moments.neighbour(current.atMs, by) });
    case "event": {
      const selected = swim.neighbourEvent(by, current);
      const event = model.events[selected];
      if (event === undefined) return;
      return store.set({ playing: false, atMs: event.atMs, selected, ...tabForEvent(current) });
    }
    case "resolution":
      return neighbourResolution(model, store, by);
    case "anomaly":
      return stepToFinding(parts, by);
  }
}

/** Goes to the next anomaly of the room, or to the one before; round at the ends. */
export function stepToFinding(
  { model, store, say }: Pick<StepParts, "model" | "store" | "say">,
  by: 1 | -1,
): void {
  const { current } = store;
  const findings = findingsOf(model, current.room);
  const at = neighbourFinding(findings, { from: current.finding, atMs: current.atMs }, by);
  const finding = findings[at];
  if (finding === undefined) return say("There is no anomaly in this room.");
  const { atMs, event, resolution, kind } = finding;
  if (resolution !== undefined) openResolution(model, store, resolution);
  const selected = event === undefined ? {} : { selected: event, ...tabForEvent(current) };
  const tab = kind === "divergence" ? { tab: "state", pairChosen: false } : {};
  store.set({ playing: false, atMs, finding: at, ...selected, ...tab });
  say(`Anomaly ${at + 1} of ${findings.length}: ${finding.text}`);
}
