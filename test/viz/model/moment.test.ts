// What is told of an instant is what its records say, most telling first.
import { expect, test } from "vitest";
import { buildModel } from "../../../viz/model/model.ts";
import { faultsAt, MomentIndex } from "../../../viz/model/moment.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 60, servers: 4 }));
const moments = new MomentIndex(model);
const [band] = model.faults;

test("steps go through every instant, forward and back, and stop at the ends", () => {
  let atMs = 0;
  const forward = [atMs];
  while (atMs < model.endMs) forward.push((atMs = moments.neighbour(atMs, 1)));
  expect(forward).toEqual([...model.moments]);
  const back = [atMs];
  while (atMs > 0) back.push((atMs = moments.neighbour(atMs, -1)));
  expect(back.reverse()).toEqual([...model.moments]);
  expect(moments.neighbour(model.endMs, 1)).toBe(model.endMs);
  expect(moments.neighbour(0, -1)).toBe(0);
});

test("between instants the latest one is told", () => {
  const [, second, third] = model.moments;
  expect(moments.latest(second)).toBe(second);
  expect(moments.latest(third - 1)).toBe(second);
});

test("beginning and end of a fault are told at their instants", () => {
  expect(moments.told(band.startMs, 1).sentences[0]).toMatch(/^partition: alpha/);
  expect(moments.told(band.endMs, 1).sentences[0]).toMatch(/^heal after/);
});

test("a refusal is told with its reason, before arrivals that went well", () => {
  const [entry] = model.arrivals.allRefusals();
  const told = moments.told(model.arrivals.timeOf(entry), 99).sentences;
  const refused = told.findIndex((words) => words.includes("check"));
  expect(refused).toBeGreaterThanOrEqual(0);
  const good = told.findIndex((words) => /gets: [^–]*$/.test(words));
  if (good >= 0) expect(refused).toBeLessThan(good);
});

test("of many sentences the first are told, and the others counted", () => {
  for (const atMs of model.moments) {
    const whole = moments.told(atMs, 999);
    expect(whole.more).toBe(0);
    for (const most of [0, 1, 2, 3]) {
      const { sentences, more } = moments.told(atMs, most);
      expect(sentences).toEqual(whole.sentences.slice(0, most));
      expect(sentences.length + more).toBe(whole.sentences.length);
    }
  }
});

test("a fault is on from its beginning until just before its end", () => {
  expect(faultsAt(model, band.startMs - 1)).toEqual([]);
  expect(faultsAt(model, band.startMs)).toEqual([band]);
  expect(faultsAt(model, band.endMs - 1)).toEqual([band]);
  expect(faultsAt(model, band.endMs)).toEqual([]);
});
