// The page's questions, checked against plain scans of a trace with a netsplit.
import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { buildModel } from "../../../viz/model/model.ts";
import {
  agreementOf,
  campsAt,
  currentAt,
  knownAt,
  slotsOf,
  stateDifference,
  verdictOf,
} from "../../../viz/model/queries.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const records = syntheticTrace({ events: 60, servers: 4 });
const model = buildModel(records);
const [band] = model.faults;
const middleMs = Math.floor((band.startMs + band.endMs) / 2);
const moments = [0, 500, band.startMs, middleMs, band.endMs, model.endMs];

function currentByScan(server: number, atMs: number): number | undefined {
  return records
    .filter((record): record is Extract<TraceRecord, { kind: "current" }> => {
      return record.kind === "current" && record.server === server && record.atMs <= atMs;
    })
    .at(-1)?.state;
}

test("what a server knew is what had arrived and was not dropped", () => {
  for (const atMs of moments) {
    for (let server = 0; server < 4; server++) {
      const arrived = records.flatMap((record) =>
        record.kind === "arrive" && record.server === server && record.atMs <= atMs
          ? [record.event]
          : [],
      );
      const expected = [...new Set(arrived)].sort((a, b) => a - b);
      expect(knownAt(model, server, atMs)).toEqual(expected);
      expect(model.arrivals.countKnown(server, atMs)).toBe(expected.length);
    }
  }
});

test("the current state is the latest one recorded", () => {
  for (const atMs of moments) {
    for (let server = 0; server < 4; server++) {
      expect(currentAt(model, server, atMs)).toBe(currentByScan(server, atMs));
    }
  }
});

test("during the split the two sides know different events, and after it the same", () => {
  expect(knownAt(model, 0, middleMs)).not.toEqual(knownAt(model, 1, middleMs));
  expect(knownAt(model, 0, model.endMs)).toEqual(knownAt(model, 1, model.endMs));
});

test("a difference names exactly the slots that are not equal, both ways", () => {
  const a = currentAt(model, 0, middleMs)!;
  const b = currentAt(model, 1, middleMs)!;
  const there = stateDifference(model, a, b);
  const back = stateDifference(model, b, a);
  expect(there.length).toBeGreaterThan(0);
  expect(back).toEqual(
    there.map(({ type, stateKey, a: x, b: y }) => ({ type, stateKey, a: y, b: x })),
  );
  const [slotsA, slotsB] = [model.states.slots(a), model.states.slots(b)];
  const different = new Set(there.map(({ type, stateKey }) => `${type}\0${stateKey}`));
  for (const key of new Set([...slotsA.keys(), ...slotsB.keys()])) {
    expect(different.has(key)).toBe(slotsA.get(key)?.event !== slotsB.get(key)?.event);
  }
  expect(stateDifference(model, a, a)).toEqual([]);
});

test("a verdict holds from its arrival on, with its reason", () => {
  const soft = records.find(
    (record) => record.kind === "arrive" && record.verdict === "soft-failed",
  ) as Extract<TraceRecord, { kind: "arrive" }>;
  expect(verdictOf(model, soft.server, soft.event, soft.atMs - 1)).toBeUndefined();
  expect(verdictOf(model, soft.server, soft.event)).toMatchObject({
    verdict: "soft-failed",
    atMs: soft.atMs,
    why: soft.why,
  });
});

test("camps hold each server in the room once, and their number is the agreement's", () => {
  const agreement = agreementOf(model);
  for (const atMs of model.moments) {
    const camps = campsAt(model, atMs);
    const inRoom = [0, 1, 2, 3].filter((server) => currentByScan(server, atMs) !== undefined);
    expect(camps.flatMap(({ servers }) => servers).sort()).toEqual(inRoom);
    const step = agreement.times.findLastIndex((time) => time <= atMs);
    expect(agreement.camps[step] ?? 0).toBe(camps.length);
  }
  expect(Math.max(...agreement.camps)).toBeGreaterThan(1);
});

test("slots come with those that rule others first", () => {
  const types = slotsOf(model, currentAt(model, 0, model.endMs)!).map(({ type }) => type);
  expect(types.slice(0, 3)).toEqual(["m.room.create", "m.room.power_levels", "m.room.join_rules"]);
  expect(types.at(-1)).toBe("m.room.topic");
});
