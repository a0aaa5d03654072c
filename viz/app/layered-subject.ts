// What the layered picture is about: the conflict of the resolution that is open, else the selected
// event, else the latest one.
import { eventText, type Model } from "../model/index.ts";
import { resolutionName, resolutionStory, type Stage } from "../why/index.ts";
import { chosenResolution } from "./resolution-cursor.ts";
import type { PageState } from "./state.ts";

export interface LayeredSubject {
  readonly about: string;
  readonly events: readonly number[];
}

export function layeredSubject(model: Model, state: PageState): LayeredSubject {
  if (state.tab === "resolution") {
    const resolution = chosenResolution(model, state);
    const telling = resolution < 0 ? undefined : resolutionStory(model, resolution);
    if (telling?.ok === true) {
      const events = [...new Set(telling.story.stages.flatMap(eventsOf))].sort((a, b) => a - b);
      const { record } = telling.story;
      const about = `Conflict of ${resolutionName(record, model.serverNames[record.server])}`;
      if (events.length > 0) return { about, events };
    }
  }
  const selected = state.selected >= 0 ? state.selected : latestEvent(model, state);
  if (selected < 0) return { about: "No event yet", events: [] };
  const about = `Auth chain of “${eventText(model, model.events[selected])}”`;
  return { about, events: [selected] };
}

/** Events in conflict: what the inputs hold differently, and what their chains add. */
function eventsOf(stage: Stage): readonly number[] {
  switch (stage.kind) {
    case "split":
      return stage.slots.flatMap(({ held }) => held.filter((event) => event >= 0));
    case "auth-difference":
      return stage.events.map(({ event }) => event);
    case "conflicted-subgraph":
      return stage.events;
    default:
      return [];
  }
}

/** The last event of the room that was made by now; -1 before the first. */
function latestEvent(model: Model, { atMs, room }: PageState): number {
  const { columns } = model.data;
  const [times, rooms] = [columns["events.atMs"], columns["events.room"]];
  let latest = -1;
  for (let event = 0; event < times.length; event++) {
    if (rooms[event] !== room || times[event] > atMs) continue;
    if (latest < 0 || times[event] >= times[latest]) latest = event;
  }
  return latest;
}
