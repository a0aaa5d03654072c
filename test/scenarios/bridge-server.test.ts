import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell, without } from "./told.ts";

const name = "bridge-server";
const topic = 'sets the topic to "news from the west"';

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf(name, version);
  const told = tell(plan);

  test("the middle hears both sides at once and passes nothing on", () => {
    const news = told.event("wanda", topic);
    const madeMs = told.op("wanda", topic).atMs;
    const middleMs = told.arrival(news, "middle.test")?.atMs ?? 0;
    const eastMs = told.arrival(news, "east.test")?.atMs ?? 0;
    expect(middleMs - madeMs).toBeLessThan(200);
    expect(eastMs).toBeGreaterThan(told.op("mia", 'says "I hear you both"').atMs);
  });

  test("the middle's own words let east ask for what west said, while the cut is on", () => {
    const healMs = plan.steps.find((step) => "fault" in step && step.fault.verb === "heal")?.atMs;
    const arrival = told.arrival(told.event("wanda", topic), "east.test");
    expect(arrival?.via).toBe("missing");
    expect(arrival?.atMs).toBeLessThan(healMs as number);
    const read = 'sets the topic to "news from the west, read in the east"';
    expect(told.op("eric", read).atMs).toBeLessThan(healMs as number);
    expect(told.everywhere("m.room.topic")?.topic).toBe("news from the west, read in the east");
  });

  test("while the middle is silent nothing crosses before the heal", () => {
    const silent = tell(without(plan, (step) => "user" in step && step.user.startsWith("@mia")));
    const arrival = silent.arrival(silent.event("wanda", topic), "east.test");
    expect(arrival?.via).toBe("send");
    expect(arrival?.atMs).toBeGreaterThan(70_000);
  });
});
