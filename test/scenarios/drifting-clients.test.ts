import { expect, test } from "vitest";
import { planOf, roomVersions, tell, without, withPolicy } from "./told.ts";

test.each(roomVersions)("in version %s Alpha's clients keep a topic that is no more", (version) => {
  const told = tell(planOf("drifting-clients", version));
  expect(told.broken).toEqual(["clients-view"]);
  expect(told.everywhere("m.room.topic")).toEqual({ topic: "ducks" });
  const found = told.result.verdicts.find(({ check }) => check === "clients-view");
  expect(found?.servers).toEqual([0]);
  expect(found?.events).toContain(told.event("alice", 'sets the topic to "geese"'));
});

test("where /sync tells the state after the timeline, they see what is there", () => {
  const told = tell(withPolicy(planOf("drifting-clients"), "synapse-mended"));
  expect(told.broken).toEqual([]);
});

test("it takes the kick: without it both sides see the geese", () => {
  const told = tell(
    without(planOf("drifting-clients"), (step) => "user" in step && step.action.kind === "kick"),
  );
  expect(told.broken).toEqual([]);
  expect(told.everywhere("m.room.topic")).toEqual({ topic: "geese" });
});
