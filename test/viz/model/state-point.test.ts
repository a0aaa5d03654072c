// A point's state is what the records say of it, and a pin comes back from a link as it was.
import { expect, test } from "vitest";
import { currentAt, verdictOf } from "../../../viz/model/queries.ts";
import { instantOf, pinText, readPin, stateAt } from "../../../viz/model/state-point.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const point = { server: 1, room: 0, nowMs: 30_000, pin: undefined };

test("now, at an instant, before and after an event", () => {
  expect(stateAt(model, point)).toBe(currentAt(model, 1, 30_000));
  expect(stateAt(model, { ...point, pin: { kind: "at", value: 9_000 } })).toBe(
    currentAt(model, 1, 9_000),
  );
  const event = model.events.findIndex(({ type }) => type === "m.room.topic");
  const arrival = verdictOf(model, 1, event)!;
  const before = { ...point, pin: { kind: "before", value: event } } as const;
  const after = { ...point, pin: { kind: "after", value: event } } as const;
  expect([stateAt(model, before), stateAt(model, after)]).toEqual([arrival.before, arrival.after]);
  expect(arrival.before).not.toBe(arrival.after);
  expect([instantOf(model, point), instantOf(model, before)]).toEqual([30_000, arrival.atMs]);
});

test("a pin comes back from its text; one that does not fit is none", () => {
  for (const kind of ["at", "before", "after"] as const) {
    expect(readPin(pinText({ kind, value: 3 }), model)).toEqual({ kind, value: 3 });
  }
  expect(pinText(undefined)).toBe("");
  for (const text of [null, "", "@", "3", "@-1", "<99999", "@99999999999", "@1.5", "<__proto__"]) {
    expect(readPin(text, model)).toBeUndefined();
  }
});
