import { expect, test } from "vitest";
import { haveVectors, vectorText } from "../../vectors.ts";
import { problemIn, roomIn } from "./small-room.ts";

const event = (event_id: string, more: object = {}) => ({
  ...{ event_id, type: "m.room.message", sender: "@a:a.test", content: {} },
  ...{ prev_events: [], auth_events: [], ...more },
});

function scenario(events: object[], more: object = {}): string {
  return JSON.stringify({ tardis_version: 1, room_id: "!r:a.test", events, ...more });
}

test("absent times go on from 2024 in UTC by a second a step; a given time sets the clock", () => {
  const given = { origin_server_ts: 5_000 };
  const { room } = roomIn(
    scenario([
      event("$a"),
      event("$b"),
      event("$c", given),
      event("$d"),
      event("$e", { origin_server_ts: 0 }),
    ]),
  );
  const times = room.events.map(({ pdu }) => pdu.origin_server_ts);
  const start = Date.UTC(2024, 0, 1);
  expect(times).toEqual([start, start + 1000, 5000, 6000, 7000]);
});

test("the file's room is put into events that name none, and version 10 is the default", () => {
  const { room } = roomIn(scenario([event("$a"), event("$b", { room_id: "!r:a.test" })]));
  expect(room.events.map(({ pdu }) => pdu.room_id)).toEqual(["!r:a.test", "!r:a.test"]);
  expect(room.roomId).toBe("!r:a.test");
  expect(room.version.id).toBe("10");
});

test("names stay where IDs are not to be calculated", () => {
  const { room } = roomIn(scenario([event("$a"), event("$b", { prev_events: ["$a"] })]));
  expect(room.events.map(({ id }) => id)).toEqual(["$a", "$b"]);
  expect(room.events[1].pdu.prev_events).toEqual(["$a"]);
});

test("annotations and given states come with the room", () => {
  const more = {
    annotations: { title: "T", titles: { $a: "A" }, events: { $b: "B" } },
    precalculated_state_after: { $b: ["$a"] },
  };
  const { room } = roomIn(scenario([event("$a"), event("$b")], more));
  expect(room.annotations).toEqual({
    title: "T",
    titles: new Map([["$a", "A"]]),
    events: new Map([["$b", "B"]]),
  });
  expect(room.stateAfter).toEqual(new Map([["$b", ["$a"]]]));
});

test("another version of the format and fields of the wrong kind are refused", () => {
  expect(problemIn(scenario([event("$a")], { tardis_version: 2 })).message).toContain("not 1");
  for (const field of ["calculate_event_ids", "annotations", "precalculated_state_after"]) {
    expect(problemIn(scenario([event("$a")], { [field]: 7 })).message).toContain(`"${field}"`);
  }
  const titles = { annotations: { titles: { $a: 7 } } };
  expect(problemIn(scenario([event("$a")], titles)).message).toContain('"titles"');
});

test.runIf(haveVectors)("a scenario in JSON5 with comments on events comes in", () => {
  const { room, counts } = roomIn(vectorText("tardis", "auth-basic.json5"), {
    fileName: "a.json5",
  });
  expect(room.events).toHaveLength(8);
  expect(counts.get("missing-parent")).toBeUndefined();
  expect(room.annotations!.title).toContain("linear DAG");
  const [join, kick] = ["join", "leave"].map((membership) =>
    room.events.find(
      ({ pdu }) => pdu.state_key === "@bob:matrix.org" && pdu.content.membership === membership,
    ),
  );
  expect(room.annotations!.events.get(join!.id)).toContain("Bob joins");
  expect(room.annotations!.events.get(kick!.id)).toContain("kicked");
  expect([...room.stateAfter!.keys()]).toEqual([join!.id]);
});

test.runIf(haveVectors)("calculated IDs decide the tie that the scenario says they decide", () => {
  // The scenario's own text: both names have one timestamp, and Alice wins by the higher ID. Only
  // IDs that are right down to every filled-in timestamp of the history make that come out.
  const { room } = roomIn(vectorText("tardis", "mainlineForks.json"));
  const tied = room.events.filter(({ pdu }) => pdu.origin_server_ts === 1_704_067_281_337);
  expect(tied.map(({ pdu }) => pdu.sender)).toEqual(["@alice:tardis", "@bob:tardis"]);
  expect(tied[0].id > tied[1].id).toBe(true);
  const merge = room.events.find(({ pdu }) => pdu.prev_events.includes(tied[0].id))!;
  expect(merge.pdu.content.body).toBe("Alice wins.");
  expect(room.annotations!.titles.get(merge.id)).toContain("higher event ID");
});
