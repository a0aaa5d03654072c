import { expect, test } from "vitest";
import { replay, type ReplayInput } from "../../../../sim/run/index.ts";
import { readTrace, writeTrace } from "../../../../sim/trace/index.ts";
import { ada, bob, cay, usualRoom, type RoomBuilder } from "../../protocol/room-builder.ts";

function ending(room: RoomBuilder, more: Partial<ReplayInput> = {}) {
  const input = { roomName: "r", version: room.version, events: room.events, servers: 3 };
  return replay({ ...input, faults: "none", seed: "1", ...more });
}

test("a room without trouble ends everywhere in the state of everything at once", () => {
  const room = usualRoom("11");
  room.say(cay);
  const { converged, asAllAtOnce, servers } = ending(room);
  expect({ converged, asAllAtOnce }).toEqual({ converged: true, asAllAtOnce: true });
  expect(servers.map(({ name, standsFor, why }) => [name, ...standsFor, why])).toEqual([
    ["v1", "a.test", ""],
    ["v2", "b.test", ""],
    ["v3", "c.test", ""],
  ]);
});

test("virtual servers stand for several real ones, or for none and stay out", () => {
  const two = ending(usualRoom("11"), { servers: 2 });
  expect(two.servers.map((server) => server.standsFor)).toEqual([["a.test", "c.test"], ["b.test"]]);
  const four = ending(usualRoom("11"), { servers: 4 });
  expect(four.servers[3]).toMatchObject({ inRoom: false, asAllAtOnce: false, known: 0 });
  expect(four.servers[3].why).toContain("none of its users ever came into the room");
  expect(four.asAllAtOnce).toBe(true);
});

test("a server whose user was thrown out says that nothing is sent to it any more", () => {
  const room = usualRoom("11");
  room.member(bob, "ban", { by: ada });
  room.state("m.room.topic", { topic: "without bob" });
  const [, out] = ending(room).servers;
  expect(out).toMatchObject({ inRoom: false, differs: ["m.room.topic|"] });
  expect(out.why).toContain("none of its users is in the room any more");
});

test("an event that nobody could make is told, and is no convergence", () => {
  const room = usualRoom("11");
  room.say(cay, { id: "$orphan", prev: ["$gone"], auth: ["$create", "$levels", "$cay"] });
  const { unsent, converged } = ending(room);
  expect(unsent).toEqual(["$orphan"]);
  expect(converged).toBe(false);
});

test("the trace begins with what took part, ends with count and hash, and fits its schema", () => {
  const { records, hash, endMs, counters } = ending(usualRoom("12"), { trace: "full" });
  expect(records[0]).toMatchObject({ kind: "meta", rooms: [{ version: "12" }] });
  const end = { kind: "end", atMs: endMs, records: records.length - 1, hash };
  expect(records.at(-1)).toEqual(end);
  expect(counters.events).toBe(6);
  expect(readTrace(writeTrace(records))).toMatchObject({ ok: true, records });
});
