// The cause of a slot is found where a walk over all instants finds it, and its resolution is one
// that came to that state at that instant.
import { describe, expect, test } from "vitest";
import { currentAt } from "../../../viz/model/index.ts";
import { slotCause } from "../../../viz/why/slot-cause.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const held = (server: number, atMs: number, slot: string) => {
  const state = currentAt(model, server, atMs);
  return state === undefined ? undefined : (model.states.slots(state).get(slot)?.event ?? -1);
};

describe.each(model.serverNames.map((name, server) => ({ name, server })))(
  "$name",
  ({ server }) => {
    test("each slot's cause is the instant from which on it has been so", () => {
      let resolutions = 0;
      for (const nowMs of [5_000, 30_000, model.endMs]) {
        const slots = model.states.slots(currentAt(model, server, nowMs)!);
        for (const slot of slots.keys()) {
          const cause = slotCause(model, { server, room: 0, nowMs, pin: undefined }, slot)!;
          const value = held(server, nowMs, slot);
          const since = [...model.moments]
            .filter((atMs) => atMs <= nowMs)
            .findLastIndex((atMs) => held(server, atMs, slot) !== value);
          expect(cause).toMatchObject({ atMs: model.moments[since + 1], found: true });
          if (cause.resolution < 0) continue;
          resolutions += 1;
          const { atMs, output, server: of } = model.resolutions[cause.resolution];
          expect([atMs, of]).toEqual([cause.atMs, server]);
          expect(output).toBe(currentAt(model, server, atMs));
        }
      }
      expect(resolutions).toBeGreaterThan(0);
    });
  },
);

test("a slot that a resolution left empty has a cause too; without a state there is none", () => {
  const topic = "m.room.topic\u0000";
  const point = { server: 0, room: 0, nowMs: model.endMs, pin: undefined };
  expect(slotCause(model, point, topic)?.found).toBe(true);
  expect(slotCause(model, { ...point, nowMs: -1 }, topic)).toBeUndefined();
});

test("beside an event: the resolution that made the state before it", () => {
  const duel = scenarioModel("power-duel");
  const at = duel.resolutions.findIndex(({ why }) => why === "before");
  const { server, event } = duel.resolutions[at];
  const pin = { kind: "before", value: event! } as const;
  const point = { server, room: 0, nowMs: 0, pin };
  expect(slotCause(duel, point, "m.room.create\u0000")?.resolution).toBe(at);
});
