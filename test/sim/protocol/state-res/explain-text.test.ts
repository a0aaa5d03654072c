// Explanations in words.
import { expect, test } from "vitest";
import { explainResolution } from "../../../../sim/protocol/state-res/explain.ts";
import { explainText } from "../../../../sim/protocol/state-res/explain-text.ts";
import { bob, usualRoom } from "../room-builder.ts";
import { explainedRooms } from "./explained-rooms.ts";
import { banAgainstTopic, duel, statesOf, type Fork } from "./rooms.ts";

const textOf = (fork: Fork, options = {}) =>
  explainText(explainResolution(fork.room.graph, statesOf(fork), options)).split("\n");

test("a key is told from what the states held to why its event stays or none does", () => {
  const lines = textOf(banAgainstTopic("11"), { labels: ["a.test", "b.test"] });
  expect(lines[0]).toBe(
    "State resolution v2 (dialect spec) of 2 states: 4 events at 3 keys in conflict, 0 more events replayed with them (auth difference 0).",
  );
  expect(lines.slice(2, 7)).toEqual([
    "m.room.member @bob:b.test: m.room.member @bob:b.test (ban) by @ada:a.test [$ban] stays.",
    "  a.test holds m.room.member @bob:b.test (ban) by @ada:a.test [$ban].",
    "  b.test holds m.room.member @bob:b.test (join) by @bob:b.test [$bob].",
    "  1. m.room.member @bob:b.test (join) by @bob:b.test [$bob]: place 1 of 2 in the order of power events (sender's power 50; no power event itself, but one stands on it). Allowed, then replaced by [$ban], which is later in the order.",
    "  2. m.room.member @bob:b.test (ban) by @ada:a.test [$ban]: place 2 of 2 in the order of power events (sender's power 100), after [$bob] because that one is in its auth chain. Allowed, and nothing later replaces it.",
  ]);
  expect(lines).toContain("m.room.topic: no event stays; the resolved state lacks this key.");
  expect(lines.at(-2)).toContain(
    "Refused by rule 5 (rooms/v11#authorization-rules): @bob:b.test is not joined (ban). What decided is m.room.member @bob:b.test (ban) by @ada:a.test [$ban] in the state so far.",
  );
});

test("the count of the subgraph is told where the algorithm has one", () => {
  expect(textOf(banAgainstTopic("12"))[0]).toContain("conflicted state subgraph 4");
});

test("an event that was held up says by what", () => {
  expect(textOf(duel("11")).join("\n")).toContain(
    "after [$by-bob] because it had to wait for m.room.member @cay:c.test (join) by @cay:c.test [$cay], which is in its auth chain.",
  );
});

test("what was replayed for others' sake takes a line each at the end", () => {
  const lines = textOf(duel("11"));
  expect(lines.slice(-4, -1)).toEqual([
    "Replayed as well, without any change:",
    "  m.room.member @bob:b.test (join) by @bob:b.test [$bob]: in the auth chain of state 2 only (auth difference).",
    "  m.room.member @cay:c.test (join) by @cay:c.test [$cay]: in the auth chain of state 1 only (auth difference).",
  ]);
});

test.each([
  [[5, 6], "because that one has the earlier timestamp (5 against 6)"],
  [[5, 5], "because all else being equal, that one's event ID sorts first"],
] as const)("a tie is told by the key that broke it: %j", ([one, two], words) => {
  const room = usualRoom("11");
  room.state("m.room.topic", {}, { id: "$a", ts: one, prev: ["$cay"] });
  room.state("m.room.topic", {}, { id: "$b", ts: two, prev: ["$cay"] });
  expect(textOf({ room, ends: ["$a", "$b"] }).join("\n")).toContain(words);
});

test("more power is told with both powers", () => {
  const room = usualRoom("11");
  room.state("m.room.join_rules", {}, { id: "$a", sender: bob, ts: 1, prev: ["$cay"] });
  room.state("m.room.join_rules", {}, { id: "$b", ts: 2, prev: ["$cay"] });
  expect(textOf({ room, ends: ["$a", "$b"] }).join("\n")).toContain(
    "after [$b] because that one's sender had more power (100 against 50)",
  );
});

test("an event that a dialect never takes back is passed over", () => {
  const room = usualRoom("11");
  room.state("m.room.topic", {}, { id: "$a", prev: ["$cay"] });
  room.state("m.room.topic", {}, { id: "$b", prev: ["$cay"] });
  const rejected = (event: number) => room.graph.id(event) === "$b";
  const lines = textOf({ room, ends: ["$a", "$b"] }, { dialect: "synapse", rejected });
  expect(lines.join("\n")).toContain(
    "Passed over: it was rejected when it came, and this dialect takes no such event back.",
  );
});

test("states that agree are told in one line", () => {
  const room = usualRoom("11");
  expect(textOf({ room, ends: ["$cay", "$cay"] })).toEqual([
    "State resolution v2 (dialect spec) of 2 states: nothing is in conflict.",
    "",
  ]);
});

test("hostile content stays within its line", () => {
  const room = usualRoom("11");
  const evil = "@eve\n\u001b[2J:a.test";
  const auth = ["$create", "$levels"];
  const id = room.state("m.room.topic", {}, { sender: evil, auth, prev: ["$cay"] });
  const states = [room.after("$cay"), room.graph.apply(room.after("$cay"), room.index(id))];
  const text = explainText(explainResolution(room.graph, states));
  expect(text).toContain("@eve\\u{a}\\u{1b}[2J:a.test is not joined");
  expect(text).not.toContain("\u001b");
});

// ---- Rooms that people ask about ----

test("there are at least twenty of them", () => {
  expect(Object.keys(explainedRooms).length).toBeGreaterThanOrEqual(20);
});

// To be read as prose: `npx vitest -u` writes them anew.
test.each(Object.entries(explainedRooms))("%s is told as written down", async (name, tell) => {
  const { room, states, labels } = tell();
  const explanation = explainResolution(room.graph, states, { labels, counterfactuals: true });
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  await expect(explainText(explanation)).toMatchFileSnapshot(`explained/${name}.txt`);
});
