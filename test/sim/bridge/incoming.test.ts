// The wire as a stranger sees it: signed and unsigned requests to an origin over real HTTPS.
import { expect, test } from "vitest";
import { Addresses } from "../../../sim/bridge/addresses.ts";
import { FederationClient, uriOf } from "../../../sim/bridge/federation-client.ts";
import { keysOf, KeyRing } from "../../../sim/bridge/key-ring.ts";
import { originKey } from "../../../sim/bridge/origin-key.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { publicRoom, startOrigins, userOf } from "./worlds.ts";

const client = new FederationClient(new Addresses());

async function setUp() {
  const [target, sender] = [await startOrigins(1), await startOrigins(1)];
  const destination = target.names[0];
  const room = target.createRoom({ user: userOf(target, "ann"), version: "11", setup: publicRoom });
  const ask = (
    method: "GET" | "PUT" | "POST",
    uri: string,
    {
      content,
      signer = sender.signers[0],
    }: { content?: JsonObject; signer?: (typeof sender.signers)[0] } = {},
  ) => client.send({ destination, method, uri, signer, ...(content && { content }) });
  return { target, sender, destination, room, ask };
}

test("the key object is the server's own, and signed", async () => {
  const { destination, target } = await setUp();
  const { status, body } = await client.send({
    ...{ destination, method: "GET", uri: "/_matrix/key/v2/server" },
  });
  expect(status).toBe(200);
  const { keyId, publicKey } = target.signers[0];
  expect(keysOf(destination, body)).toEqual([[keyId, publicKey]]);
  expect(keysOf("other:1", body)).toEqual([]);
  expect(keysOf(destination, { ...body, valid_until_ts: 1 })).toEqual([]);
  expect(keysOf(destination, { ...body, valid_until_ts: Date.now() + 9e9 })).toEqual([]);
});

test("what is not signed, or for somebody else, or forged, is refused", async () => {
  const { destination, sender, ask, target } = await setUp();
  const uri = "/_matrix/federation/v1/send/1";
  const unsigned = await client.send({ destination, method: "PUT", uri, content: {} });
  expect([unsigned.status, unsigned.body.errcode]).toEqual([401, "M_UNAUTHORIZED"]);
  const forged = { ...sender.signers[0], sign: originKey("other", "x").sign };
  expect((await ask("PUT", uri, { content: {}, signer: forged })).status).toBe(401);
  const elsewhere = new FederationClient(
    new Addresses(new Map([["127.0.0.1:1", `https://${destination}`]])),
  );
  const wrong = await elsewhere.send({
    ...{ destination: "127.0.0.1:1", method: "PUT", uri, content: {}, signer: sender.signers[0] },
  });
  expect(wrong.body.error).toContain("the request is for 127.0.0.1:1");
  expect((await ask("PUT", uri, { content: { pdus: [] } })).status).toBe(200);
  expect(target.keys.has(sender.names[0], sender.signers[0].keyId)).toBe(true);
});

test("the small endpoints answer, and unknown ones say so", async () => {
  const { ask, target, room, destination } = await setUp();
  const user = userOf(target, "ann");
  const get = async (parts: string[], query: [string, string][] = []) =>
    ask("GET", uriOf(["_matrix", "federation", "v1", ...parts], query));
  expect((await get(["version"])).body).toMatchObject({ server: { name: "Rashomon" } });
  expect((await get(["user", "devices", user])).body).toMatchObject({ devices: [] });
  expect((await get(["query", "profile"], [["user_id", user]])).body).toEqual({
    displayname: "ann",
  });
  expect((await get(["query", "profile"], [["user_id", "@x:y"]])).status).toBe(404);
  target.aliases.set(`#a:${destination}`, room);
  expect((await get(["query", "directory"], [["room_alias", `#a:${destination}`]])).body).toEqual({
    ...{ room_id: room.roomId, servers: [destination] },
  });
  const keys = "/_matrix/federation/v1/user/keys";
  expect((await ask("POST", `${keys}/query`, { content: {} })).body).toEqual({ device_keys: {} });
  expect((await ask("POST", `${keys}/claim`, { content: {} })).body).toEqual({
    one_time_keys: {},
  });
  for (const uri of ["/", "/_matrix/federation/v1/nothing", "/_matrix/federation/v9/send/1"]) {
    expect((await ask("GET", uri)).body.errcode).toBe("M_UNRECOGNIZED");
    const unsigned = await client.send({ destination, method: "GET", uri });
    expect([unsigned.status, unsigned.body.errcode]).toEqual([404, "M_UNRECOGNIZED"]);
  }
  // What is there has to be asked for properly, and by its own method.
  for (const [uri, status] of [
    ["state/!r", 401],
    ["make_join/!r/@a:b", 401],
    ["send/1", 404],
  ] as const) {
    const call = { destination, method: "GET", uri: `/_matrix/federation/v1/${uri}` } as const;
    expect((await client.send(call)).status).toBe(status);
  }
  expect((await ask("GET", "/_matrix/%zz")).status).toBe(400);
});

test("a room's events, states and chains are told by ID and in full", async () => {
  const { ask, target, sender, destination, room } = await setUp();
  const { graph } = room;
  await target.act(room, userOf(target, "ann"), { kind: "topic", topic: "first" });
  const last = graph.id(graph.count - 1);
  // Only who is in the room is told.
  await sender.join({ user: userOf(sender, "zoe"), room: room.roomId, via: destination });
  const get = async (parts: string[], query: [string, string][] = []) =>
    (await ask("GET", uriOf(["_matrix", "federation", "v1", ...parts], query))).body;
  const id = room.roomId;
  expect(await get(["event", last])).toMatchObject({ pdus: [{ type: "m.room.topic" }] });
  expect(await get(["event_auth", id, last])).toMatchObject({ auth_chain: { length: 3 } });
  const ids = await get(["state_ids", id], [["event_id", last]]);
  expect(ids).toMatchObject({ pdu_ids: { length: 5 }, auth_chain_ids: { length: 3 } });
  const whole = await get(["state", id], [["event_id", last]]);
  expect(whole).toMatchObject({ pdus: { length: 5 }, auth_chain: { length: 3 } });
  expect(
    await get(
      ["backfill", id],
      [
        ["v", last],
        ["limit", "3"],
      ],
    ),
  ).toMatchObject({
    pdus: { length: 3 },
  });
  const missing = await ask(
    "POST",
    uriOf(["_matrix", "federation", "v1", "get_missing_events", id]),
    {
      content: { earliest_events: [], latest_events: [last], limit: 2 },
    },
  );
  expect(missing.body).toMatchObject({ events: { length: 2 } });
  expect(await get(["state_ids", id])).toMatchObject({ errcode: "M_MISSING_PARAM" });
  expect(await get(["state_ids", id], [["event_id", "$no"]])).toMatchObject({
    errcode: "M_NOT_FOUND",
  });
  expect(await get(["event", "$no"])).toMatchObject({ errcode: "M_NOT_FOUND" });
  expect(await get(["state_ids", "!no:x"], [["event_id", last]])).toMatchObject({
    errcode: "M_NOT_FOUND",
  });
});

test("make_join is for the asker's own users and for versions that they know", async () => {
  const { ask, room, sender, target } = await setUp();
  const make = (user: string, ver: string) =>
    ask(
      "GET",
      uriOf(["_matrix", "federation", "v1", "make_join", room.roomId, user], [["ver", ver]]),
    );
  const mine = userOf(sender, "ben");
  expect((await make(mine, "11")).body).toMatchObject({ room_version: "11" });
  expect((await make(mine, "12")).body).toMatchObject({
    ...{ errcode: "M_INCOMPATIBLE_ROOM_VERSION", room_version: "11" },
  });
  expect((await make(userOf(target, "x"), "11")).status).toBe(403);
});

test("transactions have limits, and the same one has the same answer", async () => {
  const { ask, room } = await setUp();
  const send = (txn: string, content: JsonObject) =>
    ask("PUT", `/_matrix/federation/v1/send/${txn}`, { content });
  expect((await send("1", { pdus: Array(51).fill({}) })).status).toBe(400);
  expect((await send("2", { edus: Array(101).fill({}) })).status).toBe(400);
  const pdu = { room_id: room.roomId, type: "m.room.message" };
  const bad = await send("3", { pdus: [pdu, 7, { room_id: "!other:x" }] });
  expect([bad.status, bad.body]).toEqual([200, { pdus: {} }]);
  expect((await send("3", { pdus: Array(51).fill({}) })).status).toBe(200);
});

test("a key ring asks once, keeps what it got, and does not ask again at once for what it did not", async () => {
  const target = await startOrigins(1);
  const calls: string[] = [];
  const counting = new FederationClient(new Addresses());
  const send = counting.send.bind(counting);
  counting.send = (call) => {
    calls.push(call.destination);
    return send(call);
  };
  const ring = new KeyRing(counting);
  const [name] = target.names;
  const { keyId } = target.signers[0];
  await Promise.all([ring.fetchFor(name, keyId), ring.fetchFor(name, keyId)]);
  await ring.fetchFor(name, "ed25519:other");
  await ring.fetchFor(name, "rsa:1");
  expect([ring.has(name, keyId), calls]).toEqual([true, [name]]);
});
