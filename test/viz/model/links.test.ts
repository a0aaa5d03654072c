// What leads to an event, compared with a scan over the records.
import { expect, test } from "vitest";
import { childrenOf, operationOf, requestsWith } from "../../../viz/model/links.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");

test("children, requests and the operation of every event are those that a scan finds", () => {
  for (const { index } of model.events) {
    const children = model.events.flatMap((each) => (each.prev.includes(index) ? each.index : []));
    expect(childrenOf(model, index)).toEqual(children);
    const net = model.net.flatMap(({ events }, at) => (events.includes(index) ? at : []));
    expect(requestsWith(model, index)).toEqual(net);
    expect(operationOf(model, index)).toBe(model.ops.findIndex(({ event }) => event === index));
  }
  expect(model.net.length).toBeGreaterThan(10);
});
