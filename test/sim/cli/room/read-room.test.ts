// Finding events and states in a room that was read from a file.
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { Problem } from "../../../../sim/cli/problem.ts";
import { findEvent, readRoom, stateAfter, tipsOf } from "../../../../sim/cli/room/read-room.ts";
import { usualRoom } from "../../protocol/room-builder.ts";
import { roomFile } from "../call.ts";

const read = (room = usualRoom("11"), options = {}) =>
  readRoom(roomFile(room.events), new Options(options));

const problemOf = (ask: () => unknown): Problem["parts"] => {
  try {
    ask();
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown.parts;
    throw thrown;
  }
  throw new Error("nothing was thrown");
};

test("an event is found by its ID, by its beginning, and without the dollar sign", () => {
  const room = read();
  for (const text of ["$levels", "$lev", "levels", "l"]) {
    expect(room.graph.id(findEvent(room, text))).toBe("$levels");
  }
});

test("an exact ID is found though others begin with it", () => {
  const room = usualRoom("11");
  room.say("@ada:a.test", { id: "$cay-2" });
  const found = read(room);
  expect(found.graph.id(findEvent(found, "$cay"))).toBe("$cay");
  expect(problemOf(() => findEvent(found, "$c")).message).toBe("3 event IDs begin with $c");
});

test("an event that is not there, or only cited, is a problem", () => {
  const room = usualRoom("11");
  room.say("@ada:a.test", { prev: ["$cay", "$gone"] });
  const found = read(room);
  expect(problemOf(() => findEvent(found, "$nobody")).message).toBe("there is no event $nobody");
  expect(problemOf(() => findEvent(found, "$gone")).message).toContain("referred to but missing");
});

test("the state behind a gap is a problem that names what is missing", () => {
  const room = usualRoom("11");
  room.say("@ada:a.test", { prev: ["$gone"], id: "$m", auth: ["$create", "$levels", "$ada"] });
  const later = room.say("@ada:a.test", { prev: ["$m"], auth: ["$create", "$levels", "$ada"] });
  const found = read(room);
  expect(problemOf(() => stateAfter(found, findEvent(found, later))).message).toContain(
    "$gone is missing",
  );
});

test("tips are the accepted events that no accepted event follows", () => {
  const room = usualRoom("11");
  room.add({ type: "m.room.topic", sender: "@cay:c.test", stateKey: "", id: "$refused" });
  const found = read(room);
  expect(tipsOf(found).map((event) => found.graph.id(event))).toEqual(["$cay"]);
});

test("an unknown version or dialect is a problem that lists the known ones", () => {
  expect(problemOf(() => read(undefined, { roomVersion: "13" })).remedy).toContain("1 to 12");
  expect(problemOf(() => read(undefined, { dialect: "letter" })).remedy).toContain("spec, synapse");
});

test("a switch alone is a dialect, and a version that an implementation lacks is a problem", () => {
  const { states } = read(undefined, { dialect: "spec+skipRejected" });
  expect(states.dialect).toMatchObject({ skipRejected: true, chainIncludesState: false });
  const file = roomFile(usualRoom("12").events);
  const options = new Options({ dialect: "gomatrixserverlib" });
  const { message } = problemOf(() => readRoom(file, options));
  expect(message).toContain("gomatrixserverlib does not know room version 12");
});

test("a file that holds no room is a problem with its line", () => {
  const file = roomFile(usualRoom("11").events);
  expect(problemOf(() => readRoom(`${file}x`, new Options({}))).message).toContain("no such file");
});
