// Readings of a room: one for all, and one for each server that has redacted copies.
import { expect, test } from "vitest";
import { Readings } from "../../../../sim/check/view/readings.ts";
import { ada, Town } from "../../server/harness.ts";

function room() {
  const town = new Town({ version: "10" });
  town.found([]);
  const { graph } = town.room;
  const levels = town.do(ada, { kind: "levels", change: { invite: 50 } });
  const get = (id: string) => graph.pdu(graph.indexOf(id));
  return { town, graph, levels, readings: new Readings(graph, get) };
}

test("who has everything whole reads what all read", () => {
  const { town, graph, levels, readings } = room();
  // Of a message redaction takes what no rule reads.
  const word = town.say(ada);
  readings.redact(1, word);
  expect([readings.isRedacted(1, word), readings.isRedacted(0, word)]).toEqual([true, false]);
  expect(readings.of(1)).toBe(readings.of(0));
  expect(readings.of(1)).toMatchObject({ key: "", redacted: [] });
  expect(readings.of(1).graph).toBe(graph);
  expect(readings.of(1).get(graph.id(levels))).toBe(graph.pdu(levels));
});

test("who has power levels redacted reads them so, by index and by ID, and all others whole", () => {
  const { graph, levels, readings } = room();
  readings.redact(1, levels);
  readings.redact(2, levels);
  const { key, redacted, graph: own, get } = readings.of(1);
  expect(redacted).toEqual([levels]);
  expect(own.pdu(levels).content.invite).toBeUndefined();
  expect(get(graph.id(levels))).toBe(own.pdu(levels));
  expect(get(graph.id(graph.create))).toBe(graph.pdu(graph.create));
  expect([key === readings.of(2).key, key === readings.of(0).key]).toEqual([true, false]);
  expect(readings.of(1)).toBe(readings.of(1));
  expect(readings.of(0).graph.pdu(levels).content.invite).toBe(50);
});

test("what is worked out from a reading is shared by those who read alike", () => {
  const { levels, readings } = room();
  readings.redact(1, levels);
  readings.redact(2, levels);
  const keyOf = readings.each(({ key }) => ({ key }));
  expect(keyOf(1)).toBe(keyOf(2));
  expect(keyOf(0)).toBe(keyOf(3));
  expect(keyOf(1).key).not.toBe(keyOf(0).key);
});
