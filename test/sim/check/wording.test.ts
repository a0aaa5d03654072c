import { describe, expect, test } from "vitest";
import { viewTrace } from "../../../sim/check/view/trace-view.ts";
import type { RoomTrace } from "../../../sim/check/view/room-trace.ts";
import {
  count,
  describeDifference,
  nameEvent,
  nameList,
  nameSlot,
} from "../../../sim/check/wording.ts";
import { a, ada, b, bob, c, usualTrace } from "./trace-builder.ts";

describe("wording", () => {
  test("names a few and counts the others", () => {
    expect(nameList([])).toBe("nobody");
    expect(nameList(["x"])).toBe("x");
    expect(nameList(["x", "y"])).toBe("x and y");
    expect(nameList(["x", "y", "z", "u"])).toBe("x, y, z and u");
    expect(nameList(["x", "y", "z", "u", "v"])).toBe("x, y, z and 2 more");
  });

  test("puts a number and its noun together", () => {
    expect([count(1, "event"), count(0, "event")]).toEqual(["1 event", "0 events"]);
  });

  test("names events by what they do, and clips the words of others", () => {
    const trace = usualTrace();
    const ban = trace.tell(a, trace.member(ada, "ban", bob));
    const long = trace.tell(a, { type: "x".repeat(200), sender: ada });
    const room = viewTrace(trace.trace()).rooms[0] as RoomTrace;
    const named = (index: number) => nameEvent(room, room.eventOf(index));
    expect(named(4)).toBe("event 4 (m.room.topic by @ada:a.test)");
    expect(named(5)).toBe("event 5 (join of @bob:b.test)");
    expect(named(ban)).toBe(`event ${ban} (ban of @bob:b.test by @ada:a.test)`);
    expect(named(long)).toBe(`event ${long} (${"x".repeat(80)}…)`);
    expect(nameEvent(room, -1)).toBe("nothing");
    expect(nameSlot(room, room.graph.slotOf("m.room.member", bob))).toBe(
      "m.room.member of @bob:b.test",
    );
  });

  test("says which slots differ, and who holds what", () => {
    const trace = usualTrace();
    const before = trace.servers[a].current;
    const topic = trace.tell(a, trace.topic(ada, "new"));
    const after = trace.servers[a].current;
    const view = viewTrace(trace.trace());
    const room = view.rooms[0] as RoomTrace;
    const difference = describeDifference(view, room, [
      { state: room.state(after), servers: [a, b] },
      { state: room.state(before), servers: [c] },
    ]);
    const topicBy = "(m.room.topic by @ada:a.test)";
    expect(difference).toEqual({
      slots: 1,
      events: [topic, 4],
      text:
        `m.room.topic is event ${topic} ${topicBy} at a.test and b.test ` +
        `but event 4 ${topicBy} at c.test`,
    });
  });

  test("names two of many slots that differ", () => {
    const trace = usualTrace();
    const view = viewTrace(trace.trace());
    const room = view.rooms[0] as RoomTrace;
    const full = room.finalState(a);
    const { slots, text } = describeDifference(view, room, [
      { state: full, servers: [a] },
      { state: 0, servers: [b] },
    ]);
    expect(slots).toBe(7);
    expect(text).toContain("but nothing at b.test");
    expect(text).toContain("; 5 more slots differ");
  });
});
