// A room of the model as a room graph: the same events and states under other numbers.
import { expect, test } from "vitest";
import { protocolRoom } from "../../../viz/why/protocol-room.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const room = protocolRoom(model, 0);
if (room === undefined) throw new Error("the version is not known");

test("events go over and come back", () => {
  for (const { index, id } of model.events) {
    expect(room.graph.id(room.toGraph(index))).toBe(id);
    expect(room.toModel(room.toGraph(index))).toBe(index);
  }
  expect(room.toModel(-1)).toBe(-1);
  expect(room.graph.missingCount).toBe(0);
  expect(room.graph.heightsExact).toBe(true);
});

test("a state holds the same events, and a state that the trace lacks is none", () => {
  for (const state of new Set(model.resolutions.flatMap(({ inputs }) => inputs))) {
    const ids = [...model.states.slots(state).values()].map(({ event }) => model.events[event].id);
    expect(room.graph.stateIds(room.state(state) ?? -1)).toEqual(ids.sort());
  }
  expect(room.state(1_000_000)).toBeUndefined();
});

test("a room is built once, and only in a version that is known", () => {
  expect(protocolRoom(model, 0)).toBe(room);
  expect(protocolRoom(model, 7)).toBeUndefined();
});
