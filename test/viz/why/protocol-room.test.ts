// A room of the model as a room graph: the same events and states under other numbers.
import { expect, test } from "vitest";
import { buildModel } from "../../../viz/model/index.ts";
import { protocolRoom } from "../../../viz/why/protocol-room.ts";
import { a, c, hiddenLevels } from "../../sim/check/trace-builder.ts";
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

test("a server reads what it had by then, redacted or whole", () => {
  const { trace, levels } = hiddenLevels("redacted");
  const model = buildModel(trace.trace());
  const hidden = protocolRoom(model, 0);
  if (hidden === undefined) throw new Error("the version is not known");
  const event = hidden.toGraph(levels);
  const inviteAt = (server: number, atMs: number) =>
    hidden.readBy(server, atMs).pdu(event).content.invite;
  expect([inviteAt(a, trace.atMs), inviteAt(c, trace.atMs)]).toEqual([100, undefined]);
  expect(inviteAt(c, trace.atMs - 1)).toBe(100);
  expect(room.readBy(1, 0)).toBe(room.graph);
});
