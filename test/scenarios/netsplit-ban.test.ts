import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell } from "./told.ts";

const name = "netsplit-ban";

describe.each(roomVersions)("in room version %s", (version) => {
  const told = tell(planOf(name, version));

  test("the ban outlives the split, and all that carol did in it is void", () => {
    expect(told.everywhere("m.room.member", "@carol:charlie.test")).toEqual({ membership: "ban" });
    expect(told.everywhere("m.room.member", "@andy:alpha.test")).toEqual({ membership: "join" });
    expect(told.everywhere("m.room.topic")).toBeUndefined();
  });

  test("on her own side carol acts as she likes until the heal", () => {
    const topic = told.event("carol", 'sets the topic to "carol keeps order here"');
    expect(told.verdict(topic, "bravo.test")).toBe("accepted");
    expect(told.verdict(topic, "alpha.test")).toBe("soft-failed");
  });
});
