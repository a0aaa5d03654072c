// What the layered picture is about follows from what is open and selected.
import { expect, test } from "vitest";
import { layeredSubject } from "../../../viz/app/layered-subject.ts";
import type { PageState } from "../../../viz/app/state.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const subject = (patch: Partial<PageState>) =>
  layeredSubject(model, {
    ...{ atMs: model.endMs, room: 0, tab: "event", selected: -1, resolution: -1, asSeenBy: -1 },
    ...patch,
  } as PageState);

test("the selected event, else the latest one by now", () => {
  expect(subject({ selected: 4 }).events).toEqual([4]);
  const latest = subject({ atMs: 1_500 }).events[0];
  expect(model.events[latest].atMs).toBeLessThanOrEqual(1_500);
  expect(model.events[latest + 1].atMs).toBeGreaterThan(1_500);
  expect(subject({ atMs: -1 })).toEqual({ about: "No event yet", events: [] });
});

test("while a resolution is told: all that it had to decide about", () => {
  const { about, events } = subject({ tab: "resolution" });
  expect(about).toMatch(/^Conflict of .*7 events in conflict/);
  expect(events.length).toBeGreaterThanOrEqual(7);
});
