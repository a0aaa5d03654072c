// What a report says of rooms that have one thing each.
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { readRoom } from "../../../../sim/cli/room/read-room.ts";
import { reportOn } from "../../../../sim/cli/room/room-report.ts";
import { realRoomNames } from "../../protocol/real-rooms.ts";
import { ada, bob, cay, usualRoom, type RoomBuilder } from "../../protocol/room-builder.ts";
import { haveVectors, vectorPath } from "../../../vectors.ts";
import { roomFile } from "../call.ts";

const report = (room: RoomBuilder) => reportOn(readRoom(roomFile(room.events), new Options({})));

test("counts go by type, server and sender, the most first", () => {
  const room = usualRoom("11");
  for (let n = 0; n < 3; n++) room.say(cay);
  const { events, stateEvents, types, servers, senders } = report(room);
  expect([events, stateEvents]).toEqual([9, 6]);
  expect(types.slice(0, 2)).toEqual([
    { name: "m.room.member", count: 3 },
    { name: "m.room.message", count: 3 },
  ]);
  expect(servers[0]).toEqual({ name: "a.test", count: 4 });
  expect(senders).toContainEqual({ name: bob, count: 1 });
});

test("forks, merges and ends are counted", () => {
  const room = usualRoom("11");
  const sides = [ada, bob, cay].map((sender) => room.say(sender, { prev: ["$cay"] }));
  room.say(ada, { prev: sides.slice(0, 2), id: "$merge" });
  const { shape } = report(room);
  expect(shape).toMatchObject({ forks: 1, merges: 1, widest: 3 });
  expect(shape.extremitiesOverTime).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 3, 2]);
  expect([...shape.extremities].sort()).toEqual(["$merge", sides[2]].sort());
});

test("long histories are cut into at most sixty parts that keep the greatest", () => {
  const room = usualRoom("11");
  for (let n = 0; n < 200; n++) room.say(ada);
  room.say(bob, { prev: ["$cay"] });
  const { extremitiesOverTime } = report(room).shape;
  expect(extremitiesOverTime.length).toBeLessThanOrEqual(60);
  expect(extremitiesOverTime.at(-1)).toBe(2);
});

test("gaps and what stands on them are listed", () => {
  const room = usualRoom("11");
  room.say(ada, { prev: ["$gone"], id: "$m", auth: ["$create", "$levels", "$ada"] });
  expect(report(room).gaps).toEqual({
    missing: 1,
    missingIds: ["$gone"],
    outliers: 1,
    outlierIds: ["$m"],
  });
});

test("a depth that does not fit is listed with the right one", () => {
  const room = usualRoom("11");
  room.say(ada, { id: "$deep", spoil: { depth: 99 } });
  expect(report(room).depth).toEqual({
    count: 1,
    events: [{ id: "$deep", depth: 99, expected: 7 }],
  });
});

test("events that break the rules are listed with the rule", () => {
  const room = usualRoom("11");
  room.state("m.room.topic", {}, { sender: cay, id: "$bad" });
  const { count, events } = report(room).rejected;
  expect(count).toBe(1);
  expect(events[0]).toMatchObject({ event: { id: "$bad" }, check: 4, verdict: { rule: "7" } });
});

test.runIf(haveVectors)("a real room can part the dialects, and the report says so", () => {
  // By the text to the letter, state events that are in some auth chains only are replayed.
  const room = readRoom(vectorPath("real-synapse", "mixed-v10.ndjson"), new Options({}));
  const { dialect, count, byDialect } = reportOn(room).rejected;
  expect(dialect).toBe("spec");
  expect(byDialect).toMatchObject({ spec: count, synapse: 0, ruma: count });
  expect(count).toBeGreaterThan(0);
});

test("made-up IDs are told from right and wrong ones", () => {
  const room = usualRoom("11");
  room.say(ada, { id: `$${"A".repeat(43)}` });
  expect(report(room).integrity).toMatchObject({ idsRight: 0, idsWrong: 1, idsMadeUp: 6 });
});

test.each(realRoomNames)("the real room %s is whole", (name) => {
  // Synapse made it, so it is read as Synapse resolves.
  const options = new Options({ dialect: "synapse" });
  const room = readRoom(vectorPath("real-synapse", `${name}.ndjson`), options);
  const { events, integrity, rejected, depth, gaps, notes } = reportOn(room);
  expect(integrity).toEqual({
    idsRight: events,
    idsWrong: 0,
    idsMadeUp: 0,
    contentHashesWrong: 0,
    contentHashesUnchecked: 0,
  });
  expect([rejected.count, depth.count, gaps.missing, notes]).toEqual([0, 0, 0, {}]);
});
