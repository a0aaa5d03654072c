// `rashomon inspect` from file to words.
import { expect, test } from "vitest";
import { sparkline } from "../../../../sim/cli/room/inspect.ts";
import { haveVectors, vectorPath } from "../../../vectors.ts";
import { ada, cay, usualRoom } from "../../protocol/room-builder.ts";
import { call, roomFile } from "../call.ts";

test("bars follow the numbers, the greatest being the tallest", () => {
  expect(sparkline([0, 1, 2, 4, 8])).toBe("▁▂▃▅█");
  expect(sparkline([3])).toBe("█");
  expect(sparkline([])).toBe("");
});

test("a whole room is told in a few lines", async () => {
  const { code, out } = await call(["inspect", roomFile(usualRoom("12").events)]);
  expect(code).toBe(0);
  expect(out).toContain("!create, version 12\n6 events, 6 of them state events\n");
  expect(out).toContain("graph:          0 forks, 0 merges, at most 1 ends at a time");
  expect(out).toContain("gaps:           none");
  expect(out).toContain("rejected:       none (dialect spec)");
  expect(out).toContain("6 are made up");
});

test("what is wrong with a room is told with the events", async () => {
  const room = usualRoom("11");
  room.state("m.room.topic", {}, { sender: cay, id: "$bad" });
  room.say(ada, { prev: ["$gone"], auth: ["$create", "$levels", "$ada"], id: "$m" });
  room.say(ada, { id: "$deep", prev: ["$cay"], spoil: { depth: 1 } });
  const { out } = await call(["inspect", roomFile(room.events)]);
  expect(out).toContain("1 events are cited but missing: [$gone]");
  expect(out).toContain("1 events have no state, for part of their past is missing: [$m]");
  expect(out).toContain("$deep has 1, expected 7");
  expect(out).toContain(
    `m.room.topic by ${cay} [$bad]: rule 7 against its auth events: ${cay} has 0, m.room.topic needs 50`,
  );
  expect(out).toContain("missing-parent × 1 (first in line 8)");
});

test("content hashes are checked whatever the format, and what has none is counted apart", async () => {
  const room = usualRoom("11");
  const hashes = { sha256: "AAAA" };
  room.say(ada, { id: "$wrong", spoil: { hashes } });
  room.say(ada, { id: "$odd", type: "t".repeat(300), spoil: { hashes } });
  const { out } = await call(["inspect", roomFile(room.events)]);
  expect(out).toContain("content hashes: 2 checked, 2 wrong, 6 have none or cannot be hashed");
});

test("--json gives the same report as data", async () => {
  const { out } = await call(["inspect", roomFile(usualRoom("11").events), "--json"]);
  expect(JSON.parse(out)).toMatchObject({ command: "inspect", events: 6, roomId: "!room:a.test" });
});

test("hostile content cannot move the cursor", async () => {
  const room = usualRoom("11");
  room.say(ada, { type: "\u001b[2J\u202e" });
  const { out } = await call(["inspect", roomFile(room.events)]);
  expect(out).toContain("\\u{1b}[2J\\u{202e} 1");
  expect(out).not.toContain("\u001b");
});

test.runIf(haveVectors)("a TARDIS scenario is read as well", async () => {
  const { code, out } = await call(["inspect", vectorPath("tardis", "auth-basic.json5"), "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ roomVersion: "10" });
});
