// `rashomon resolve` from file to answer.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { haveVectors, vectorPath, vectorText } from "../../../vectors.ts";
import { usualRoom } from "../../protocol/room-builder.ts";
import { banAgainstTopic } from "../../protocol/state-res/rooms.ts";
import { call, roomFile, temporaryFolder } from "../call.ts";

const banRoom = () => roomFile(banAgainstTopic("11").room.events);

interface Answer {
  state: { type: string; state_key: string; event_id: string }[];
  hash: string;
  of: string[];
  dialect: string;
  explanation?: { keys: unknown[] };
}

async function answer(...argv: string[]): Promise<Answer> {
  const { code, out, err } = await call(["resolve", ...argv, "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Answer;
}

const ids = ({ state }: Answer) => state.map(({ event_id: id }) => id);

test("without more it resolves the states at the forward extremities", async () => {
  const found = await answer(banRoom());
  expect(found.of).toEqual(["the state after [$ban]", "the state after [$name]"]);
  expect(ids(found).sort()).toEqual(["$ada", "$ban", "$cay", "$create", "$levels", "$rules"]);
  const lines = found.state.map(({ type, state_key: key, event_id: id }) => `${type}|${key}|${id}`);
  const hash = createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 16);
  expect(found.hash).toBe(hash);
});

test("--at asks for the state after events, given in full or by their beginning", async () => {
  const file = banRoom();
  expect(ids(await answer(file, "--at", "$topic"))).toContain("$topic");
  expect(ids(await answer(file, "--at", "top"))).toContain("$topic");
  expect(ids(await answer(file, "--at", "$topic", "--at", "$ban"))).not.toContain("$topic");
});

test("--set resolves states as they are given", async () => {
  const sets = ["--set", "$create,$ada,$levels", "--set", "create,ada,levels,cay"];
  // cay's membership cites the join rules, which are in one auth chain only and so come with it.
  const expected = ["$create", "$rules", "$ada", "$cay", "$levels"];
  expect(ids(await answer(banRoom(), ...sets))).toEqual(expected);
});

test("the dialect is the one that was asked for", async () => {
  expect((await answer(banRoom(), "--dialect", "synapse")).dialect).toBe("synapse");
});

test("--explain tells why, in words or as data", async () => {
  const file = banRoom();
  const { out } = await call(["resolve", file, "--explain"]);
  expect(out).toContain("What decided is m.room.member @bob:b.test (ban) by @ada:a.test [$ban]");
  expect((await answer(file, "--explain")).explanation?.keys).toHaveLength(3);
});

test("where nothing is in conflict, --explain leads to the last merge", async () => {
  const { room } = banAgainstTopic("11");
  room.say("@ada:a.test", { id: "$merge" });
  room.say("@ada:a.test", { id: "$end" });
  const { out } = await call(["resolve", roomFile(room.events), "--explain"]);
  expect(out).toContain("nothing is in conflict");
  expect(out).toContain("was made by $merge: --at '$ban' --at '$name'");
});

test("a history without merges says that nothing was ever resolved", async () => {
  const { out } = await call(["resolve", roomFile(usualRoom("12").events), "--explain"]);
  expect(out).toContain("nothing was ever resolved");
});

test("the text is a table that starts with room, version and algorithm", async () => {
  const { out } = await call(["resolve", banRoom()]);
  expect(out).toContain("!room:a.test, version 11, state resolution v2, dialect spec");
  expect(out).toContain("m.room.member        @bob:b.test  ban   $ban     by @ada:a.test");
});

test("-o writes the answer into a file", async () => {
  const file = join(temporaryFolder(), "state.json");
  const { code, out } = await call(["resolve", banRoom(), "--json", "-o", file]);
  expect([code, out]).toEqual([0, ""]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ command: "resolve" });
});

test.each([
  [["--at", "$nobody"], "there is no event $nobody"],
  [["--at", "$ban", "--set", "$ban"], "--at and --set exclude each other"],
  [["--dialect", "letter"], "--dialect cannot be"],
  [["--room-version", "99"], "--room-version cannot be"],
])("wrong options end in code 2: %j", async (argv, message) => {
  const { code, out, err } = await call(["resolve", banRoom(), ...argv]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});

test("a message is no part of a state", async () => {
  const room = usualRoom("11");
  room.say("@ada:a.test", { id: "$message" });
  const { code, err } = await call(["resolve", roomFile(room.events), "--set", "$message"]);
  expect(code).toBe(2);
  expect(err).toContain("$message is no state event");
});

test("no file at all is wrong usage", async () => {
  expect((await call(["resolve"])).code).toBe(2);
});

test("a bad line in the file is named", async () => {
  const file = banRoom();
  writeFileSync(file, `${readFileSync(file, "utf8")}\n{"type":`);
  const { code, err } = await call(["resolve", file]);
  expect(code).toBe(2);
  expect(err).toMatch(/room\.ndjson:10: .+\n {2}→ .+/);
});

interface Meta {
  per_server: { forward_extremities: string[]; final_state_hash: string | null }[];
}

test.runIf(haveVectors)(
  "the answer for a real room has the hash that its servers had",
  async () => {
    const meta = JSON.parse(vectorText("real-synapse", "duel-v11.meta.json")) as Meta;
    for (const { forward_extremities: ends, final_state_hash: hash } of meta.per_server) {
      const at = ends.flatMap((id) => ["--at", id]);
      const file = vectorPath("real-synapse", "duel-v11.ndjson");
      expect((await answer(file, ...at)).hash).toBe(hash);
    }
  },
);

test.runIf(haveVectors)(
  "the states that a file gives are resolved without being asked for",
  async () => {
    for (const name of ["plain-v10-10000", "plain-v11-10000", "plain-v12-10000"]) {
      const text = vectorText("differential", `${name}.json`);
      const { expected_state: expected } = JSON.parse(text) as { expected_state: string[] };
      const found = await answer(vectorPath("differential", `${name}.json`));
      expect(ids(found).sort()).toEqual(expected.sort());
    }
  },
);
