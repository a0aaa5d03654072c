// Origins over real HTTPS, with origins of another world as the other side: what the state machine
// does there, it does here.
import { once } from "node:events";
import { connect } from "node:tls";
import { expect, test, vi } from "vitest";
import type { Manner } from "../../../sim/bridge/manner.ts";
import { silentRecorder } from "../../../sim/bridge/recorder.ts";
import { answerOf } from "../../../sim/bridge/room-requests.ts";
import { publicRoom, startOrigins, stateAt, tipsAt, userOf } from "./worlds.ts";

const soon = { timeout: 200_000, interval: 20 };

test.each(["10", "11", "12"])(
  "a room of version %s is joined, spoken in and left across worlds",
  async (version) => {
    const [here, there] = [await startOrigins(1), await startOrigins(2)];
    const [ann, ben, cat] = [userOf(here, "ann"), userOf(there, "ben"), userOf(there, "cat", 1)];
    const room = here.createRoom({ user: ann, version, setup: publicRoom });
    const joined = await there.join({ user: ben, room: room.roomId, via: here.names[0] });
    await there.join({ user: cat, room: room.roomId, via: here.names[0] });
    expect(joined.roomId).toBe(room.roomId);
    await here.act(room, ann, { kind: "message", body: "hello" });
    await there.act(joined, ben, { kind: "message", body: "hello yourself" });
    await here.act(room, ann, { kind: "topic", topic: "greetings" });
    await there.act(joined, cat, { kind: "leave" });
    await vi.waitFor(() => {
      expect(tipsAt(there, room)).toEqual(tipsAt(here, room));
      expect(stateAt(there, room)).toEqual(stateAt(here, room));
    }, soon);
    expect(stateAt(here, room)).toHaveLength(8);
  },
);

test("who hangs up in the middle of a request does no harm", async () => {
  const origins = await startOrigins(1);
  const [host, port] = origins.names[0].split(":");
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.write(
    "PUT /_matrix/federation/v1/send/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{",
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await once(socket, "close");
  // A promise that nobody catches would end the process, and this test with it.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const other = await startOrigins(1);
  const room = origins.createRoom({
    ...{ user: userOf(origins, "ann"), version: "11", setup: publicRoom },
  });
  await other.join({ user: userOf(other, "ben"), room: room.roomId, via: origins.names[0] });
});

test("who was cut off fills the gap by asking, and comes to the same state", async () => {
  let manner: Manner = "good";
  const marks: string[] = [];
  const here = await startOrigins(1);
  const there = await startOrigins(1, {
    manner: () => manner,
    recorder: { ...silentRecorder, mark: (_server, mark) => void marks.push(mark) },
  });
  const [ann, ben] = [userOf(here, "ann"), userOf(there, "ben")];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  const joined = await there.join({ user: ben, room: room.roomId, via: here.names[0] });
  manner = "dead";
  for (let i = 0; i < 30; i++) await here.act(room, ann, { kind: "message", body: `${i}` });
  await here.act(room, ann, { kind: "ban", target: userOf(there, "eve") });
  await there.act(joined, ben, { kind: "message", body: "anybody?" });
  manner = "good";
  await vi.waitFor(() => {
    expect(stateAt(there, room)).toEqual(stateAt(here, room));
    expect(tipsAt(there, room)).toEqual(tipsAt(here, room));
  }, soon);
  expect(joined.graph.count).toBeGreaterThan(35);
});

test("a gap too wide for missing events is bridged by the state that the other side tells", async () => {
  const here = await startOrigins(1);
  const there = await startOrigins(1);
  const [ann, ben] = [userOf(here, "ann"), userOf(there, "ben")];
  const room = here.createRoom({ user: ann, version: "12", setup: publicRoom });
  await there.join({ user: ben, room: room.roomId, via: here.names[0] });
  // Nothing of this is sent: as if a server had lost its queue.
  const publish = here.servers[0].publish.bind(here.servers[0]);
  here.servers[0].publish = () => undefined;
  for (let i = 0; i < 40; i++) await here.act(room, ann, { kind: "topic", topic: `${i}` });
  here.servers[0].publish = publish;
  await here.act(room, ann, { kind: "message", body: "the end" });
  await vi.waitFor(() => expect(stateAt(there, room)).toEqual(stateAt(here, room)), soon);
});

test("an invitation crosses, and the invited user joins by it", async () => {
  const [here, there] = [await startOrigins(1), await startOrigins(1)];
  const [ann, ben] = [userOf(here, "ann"), userOf(there, "ben")];
  const setup = { ...publicRoom, joinRule: "invite" };
  const room = here.createRoom({ user: ann, version: "11", setup });
  await expect(there.join({ user: ben, room: room.roomId, via: here.names[0] })).rejects.toThrow(
    "does not let",
  );
  expect(await here.act(room, ann, { kind: "invite", target: ben })).toMatchObject({
    result: "ok",
  });
  await there.join({ user: ben, room: room.roomId, via: here.names[0] });
  await vi.waitFor(() => expect(stateAt(there, room)).toEqual(stateAt(here, room)), soon);
});

test("a transaction of a retrying origin is taken once", async () => {
  const here = await startOrigins(1, { manner: () => "retrying" });
  const there = await startOrigins(1);
  const room = here.createRoom({ user: userOf(here, "ann"), version: "11", setup: publicRoom });
  await there.join({ user: userOf(there, "ben"), room: room.roomId, via: here.names[0] });
  await here.act(room, userOf(here, "ann"), { kind: "message", body: "twice" });
  await vi.waitFor(() => expect(tipsAt(there, room)).toEqual(tipsAt(here, room)), soon);
});

test("nobody is spoken to beyond loopback, and nobody who is not there is waited for", async () => {
  const here = await startOrigins(1);
  const user = userOf(here, "ann");
  await expect(here.join({ user, room: "!a:example.org", via: "example.org" })).rejects.toThrow(
    "example.org is not on this machine",
  );
  await expect(here.join({ user, room: "!a:b", via: "127.0.0.1:1" })).rejects.toThrow("no answer");
});

test("a server that the room's ACL shuts out is told nothing, and its events are refused by name", async () => {
  const [here, there] = [await startOrigins(1), await startOrigins(2)];
  const [ann, ben, cat] = [userOf(here, "ann"), userOf(there, "ben"), userOf(there, "cat", 1)];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  const joined = await there.join({ user: ben, room: room.roomId, via: here.names[0] });
  await there.join({ user: cat, room: room.roomId, via: here.names[0] });
  const [host] = there.names[1].split(":");
  const content = { allow: ["*"], deny: [host] };
  await here.act(room, ann, { kind: "state", type: "m.room.server_acl", key: "", content });
  await vi.waitFor(() => expect(stateAt(there, room)).toEqual(stateAt(here, room)), soon);
  const before = tipsAt(here, room);
  const word = await there.act(joined, cat, { kind: "message", body: "let me in" });
  expect(word).toMatchObject({ result: "ok" });
  const from = here.serverNumber(there.names[1]);
  const [event] = here.book
    .find(room.roomId)!
    .sets.members(here.servers[0].replica(room).extremities);
  const asked = await answerOf(here.servers[0], from, { room, kind: "state_ids", event });
  expect(asked).toMatchObject({ ok: false, errcode: "M_FORBIDDEN" });
  await here.act(room, ann, { kind: "message", body: "quiet" });
  expect(tipsAt(here, room)).not.toEqual(before);
  const bodies = here.book.find(room.roomId)!.graph;
  const said = Array.from({ length: bodies.count }, (_, n) => bodies.pdu(n).content.body);
  expect(said).not.toContain("let me in");
});

test("who is not in a room is told neither its states nor its events", async () => {
  const [here, there] = [await startOrigins(1), await startOrigins(1)];
  const [ann, ben] = [userOf(here, "ann"), userOf(there, "ben")];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  const [tip] = room.sets.members(here.servers[0].replica(room).extremities);
  const from = here.serverNumber(there.names[0]);
  const ask = (kind: "state_ids" | "event_auth") =>
    answerOf(here.servers[0], from, { room, kind, event: tip });
  expect(await ask("state_ids")).toMatchObject({ ok: false, errcode: "M_FORBIDDEN" });
  const pages = { room, kind: "backfill", from: [tip], limit: 10 } as const;
  expect(await answerOf(here.servers[0], from, pages)).toMatchObject({ ok: false });
  await there.join({ user: ben, room: room.roomId, via: here.names[0] });
  expect(await ask("state_ids")).toMatchObject({ ok: true });
  expect(await answerOf(here.servers[0], from, pages)).toMatchObject({ ok: true });
});
