// That it finds a state which depends on the order is shown by test/sim/check/order-insensitive.
import { expect, test } from "vitest";
import { redeliver } from "../../../../sim/run/replay/redeliver.ts";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import { slotKey } from "../../../../sim/check/index.ts";
import { cast, runStory } from "../stories.ts";

test("a fresh server comes to the state that the servers of the run have", () => {
  const { records } = runStory((stage) => {
    const { ada, room } = cast(stage);
    stage.after("1s").do(ada.setTopic(room, "tea"));
  });
  const made = records.filter((record) => record.kind === "event");
  const events = made.map(({ id, pdu }) => ({ id, pdu: pdu as Pdu }));
  const state = redeliver({ version: "11", dialect: "synapse", events });
  const topic = made.findLast(({ pdu }) => (pdu as Pdu).type === "m.room.topic");
  expect(state.get(slotKey("m.room.topic", ""))).toBe(topic?.id);
  expect(redeliver({ version: "11", dialect: "spec", events: [] }).size).toBe(0);
});
