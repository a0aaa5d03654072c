// A room file as a trace.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { readRoom } from "../../../../sim/cli/room/read-room.ts";
import { roomRecords, serversMax } from "../../../../sim/run/replay/room-trace.ts";
import {
  readTrace,
  writeTrace,
  type ArriveRecord,
  type TraceRecord,
} from "../../../../sim/trace/index.ts";
import { realRoomNames } from "../../protocol/real-rooms.ts";
import { ada, bob, cay, usualRoom, type RoomBuilder } from "../../protocol/room-builder.ts";
import { vectorPath } from "../../../vectors.ts";
import { roomFile, temporaryFolder } from "../../cli/call.ts";

function textFile(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

function recordsOf(file: string): TraceRecord[] {
  const room = readRoom(file, new Options({ dialect: "synapse" }));
  const trace = readTrace(writeTrace(roomRecords({ ...room, name: "room" })));
  if (!trace.ok) throw new Error(JSON.stringify(trace.problem));
  return trace.records;
}

/** `server ← event` for each arrival. */
function arrivals(room: RoomBuilder): string[] {
  const records = recordsOf(roomFile(room.events));
  const ids = records.flatMap((record) => (record.kind === "event" ? [record.id] : []));
  const { servers } = records[0] as TraceRecord & { kind: "meta" };
  return records
    .filter((record): record is ArriveRecord => record.kind === "arrive")
    .map(
      ({ server, event, via, verdict }) =>
        `${servers[server].name} ${via} ${ids[event]} ${verdict}`,
    );
}

test("a server gets what it builds on just before it does, and nothing else", () => {
  const room = usualRoom("11");
  room.say(ada, { prev: ["$cay"], id: "$a" });
  room.say(bob, { prev: ["$bob"], id: "$b" });
  const all = arrivals(room);
  expect(all.slice(0, 4)).toEqual(
    ["$create", "$ada", "$levels", "$rules"].map((id) => `a.test own ${id} accepted`),
  );
  expect(all.slice(4, 9)).toEqual([
    "b.test send $create accepted",
    "b.test send $ada accepted",
    "b.test send $levels accepted",
    "b.test send $rules accepted",
    "b.test own $bob accepted",
  ]);
  expect(all.slice(-4)).toEqual([
    "a.test send $bob accepted",
    "a.test send $cay accepted",
    "a.test own $a accepted",
    "b.test own $b accepted",
  ]);
});

test("rejected events say why, and events behind a gap are outliers", () => {
  const room = usualRoom("11");
  room.state("m.room.topic", {}, { sender: cay, id: "$bad" });
  room.say(bob, { prev: ["$gone"], auth: ["$create", "$levels", "$bob"], id: "$m" });
  const all = arrivals(room);
  expect(all).toContain("c.test own $bad rejected");
  expect(all.at(-1)).toBe("b.test own $m outlier");
});

test("time never runs back and long pauses are shortened", () => {
  const room = usualRoom("11");
  room.say(ada, { ts: 9e14 });
  room.say(ada, { ts: 5 });
  const records = recordsOf(roomFile(room.events));
  const times = records.flatMap((record) => (record.kind === "event" ? [record.atMs] : []));
  expect(times).toEqual([0, 1000, 2000, 3000, 4000, 5000, 15000, 15001]);
});

test("beyond the limit servers are shown as one", () => {
  const room = usualRoom("11");
  for (let n = 0; n < serversMax + 5; n++) room.member(`@u:s${n}.test`, "join");
  const [meta] = recordsOf(roomFile(room.events));
  const { servers } = meta as TraceRecord & { kind: "meta" };
  expect(servers).toHaveLength(serversMax + 1);
  expect(servers.at(-1)?.name).toBe("all other servers");
});

test("events in any order give a trace whose events come after what they cite", () => {
  const { events } = usualRoom("12");
  const records = recordsOf(roomFile([...events].reverse()));
  const ids = records.flatMap((record) => (record.kind === "event" ? [record.id] : []));
  expect(ids).toEqual(events.map(({ id }) => id));
});

/** A small room with two topics made at once. */
const forked = () => {
  const room = usualRoom("11");
  room.state("m.room.topic", { topic: "a" }, { sender: ada, prev: ["$cay"], id: "$a" });
  room.state("m.room.topic", { topic: "b" }, { sender: ada, prev: ["$cay"], id: "$b", ts: 9e9 });
  return room;
};

test("forks of the state are resolved, where an event merges them and where servers stand", () => {
  const room = forked();
  room.say(bob, { prev: ["$a", "$b"], id: "$m" });
  const records = recordsOf(roomFile(room.events));
  const resolves = records.filter(({ kind }) => kind === "resolve");
  expect(resolves).toMatchObject([
    { why: "current", conflicted: 2, server: 0 },
    { why: "before", conflicted: 2, server: 1 },
  ]);
});

test("what a scenario says about events and about itself is kept as it stands", () => {
  const { events } = usualRoom("11");
  const annotations = {
    title: "What this is",
    titles: { $cay: "Cay comes" },
    events: { $create: "Here it begins" },
  };
  const text = JSON.stringify({
    ...{ tardis_version: 1, room_version: "11", annotations },
    events: events.map(({ id, pdu }) => ({ ...pdu, event_id: id })),
  });
  const records = recordsOf(textFile("scenario.json", text));
  expect(records[0]).toMatchObject({ about: "What this is" });
  const marks = records.filter((record) => record.kind === "mark").map(({ what }) => what);
  expect(marks.slice(0, 2)).toEqual(["Here it begins", "Cay comes"]);
});

test("state sets of a vector are resolved at the end", () => {
  const { events } = forked();
  const base = ["$create", "$ada", "$levels", "$rules", "$bob", "$cay"];
  const text = JSON.stringify({
    room_version: "11",
    events: events.map(({ id, pdu }) => ({ ...pdu, event_id: id })),
    state_sets: [
      [...base, "$a"],
      [...base, "$b"],
    ],
  });
  const records = recordsOf(textFile("vector.json", text));
  const last = records.filter((record) => record.kind === "resolve").at(-1);
  expect(last).toMatchObject({ server: 0, conflicted: 2 });
  expect(last?.event).toBeUndefined();
});

test.each(realRoomNames)(
  "every event of the real room %s arrives at its own server once",
  (name) => {
    const records = recordsOf(vectorPath("real-synapse", `${name}.ndjson`));
    const made = records.filter(({ kind }) => kind === "event").length;
    const own = records.filter((record) => record.kind === "arrive" && record.via === "own");
    expect(own).toHaveLength(made);
    const seen = new Set<string>();
    for (const record of records) {
      if (record.kind !== "arrive") continue;
      const key = `${record.server} ${record.event}`;
      expect(seen.has(key)).toBe(false);
      seen.add(key);
      expect(record.verdict).toBe("accepted");
    }
  },
);
