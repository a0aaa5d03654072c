import { expect, test } from "vitest";
import { cutTrace } from "../../../viz/excerpt/cut.ts";
import { readTrace, writeTrace } from "../../../sim/trace/index.ts";
import { buildModel, currentAt } from "../../../viz/model/index.ts";
import { resolutionStory } from "../../../viz/why/index.ts";
import { scenarioRecords } from "../scenario-models.ts";

const records = scenarioRecords("power-duel");
const whole = buildModel(records);
const middle = Math.floor(whole.endMs / 2);
const window = { fromMs: middle - 60_000, toMs: whole.endMs };
const cut = cutTrace(records, window);
const part = buildModel(cut);

test("an excerpt is a trace: the reader finds no fault in it", () => {
  const reading = readTrace(writeTrace(cut));
  expect(reading).toMatchObject({ ok: true });
  expect(part.troubles).toEqual([]);
});

test("at every instant of the window each server holds the state that it held", () => {
  for (const atMs of whole.moments) {
    if (atMs < window.fromMs) continue;
    for (let server = 0; server < whole.meta.servers.length; server++) {
      const state = currentAt(whole, server, atMs);
      expect(currentAt(part, server, atMs)).toBe(state);
      if (state === undefined) continue;
      const ids = (model: typeof whole) =>
        [...model.states.slots(state).values()].map(({ event }) => model.events[event]?.id).sort();
      expect(ids(part)).toEqual(ids(whole));
    }
  }
});

test("resolutions in the window can still be told, and agree", () => {
  expect(part.resolutions.length).toBeGreaterThan(0);
  part.resolutions.forEach((_, at) => {
    expect(resolutionStory(part, at)).toMatchObject({ ok: true, story: { agrees: true } });
  });
});

test("a small window holds less", () => {
  const small = cutTrace(records, { fromMs: 11_000, toMs: 12_000 });
  expect(small.length).toBeLessThan(records.length / 2);
  expect(buildModel(small).troubles).toEqual([]);
});
