// A policy server in one world, and the room's admin in another: real signatures over real HTTPS.
import { expect, test, vi } from "vitest";
import { bridgePolicy } from "../../../sim/bridge/bridge-policy.ts";
import { uriOf, type FederationAnswer } from "../../../sim/bridge/federation-client.ts";
import type { Origins } from "../../../sim/bridge/origins.ts";
import { policyKeysOf, signedWith, signUri } from "../../../sim/bridge/policy-signature.ts";
import { verdict, type Policy } from "../../../sim/server/index.ts";
import { policyServerKeyId } from "../../../sim/protocol/signing.ts";
import { publicRoom, startOrigins, tipsAt, userOf } from "./worlds.ts";

const soon = { timeout: 200_000, interval: 20 };
const says = (body: string) => ({ kind: "message", body }) as const;

test("what is said is signed by the policy server, or is not said", async () => {
  const [here, there] = [await startOrigins(1), await startOrigins(1)];
  const [ann, pia] = [userOf(here, "ann"), userOf(there, "pia")];
  there.servers[0].refusedWords = ["spam"];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  await there.join({ user: pia, room: room.roomId, via: here.names[0] });
  // The admin is told the key by hand: it is published apart from other keys.
  const content = {
    ...{ via: there.names[0], public_keys: { ed25519: there.policyKeys.publicKey(0) } },
  };
  await here.act(room, ann, { kind: "state", type: "m.room.policy", key: "", content });
  await vi.waitFor(() => expect(tipsAt(there, room)).toEqual(tipsAt(here, room)), soon);
  const said = await here.act(room, ann, says("hello"));
  expect(said.result).toBe("ok");
  const { signatures } = room.graph.pdu((said as { event: number }).event);
  const own = (signatures as Record<string, Record<string, string>>)[there.names[0]];
  expect(Object.keys(own)).toEqual([policyServerKeyId]);
  expect(await here.act(room, ann, says("spam"))).toMatchObject({
    ...{ result: "refused", why: expect.stringContaining("M_FORBIDDEN") },
  });
  // Its own users' events it signs without being asked.
  const answer = await there.act(there.book.find(room.roomId)!, pia, says("fine"));
  expect(answer.result).toBe("ok");
  await vi.waitFor(() => expect(tipsAt(there, room)).toEqual(tipsAt(here, room)), soon);
  // No server of ours: its key is not known.
  const via = here.serverNumber(there.names[0]);
  expect(await here.act(room, ann, { kind: "policy-server", via })).toMatchObject({
    ...{ result: "failed", why: expect.stringContaining("is not known") },
  });
});

test("a join that is taken in is signed before it is handed on", async () => {
  const [here, there, yonder] = [
    ...[await startOrigins(1), await startOrigins(1), await startOrigins(1)],
  ];
  const [ann, pia, yve] = [userOf(here, "ann"), userOf(there, "pia"), userOf(yonder, "yve")];
  there.servers[0].refusedWords = [];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  await there.join({ user: pia, room: room.roomId, via: here.names[0] });
  const content = {
    ...{ via: there.names[0], public_keys: { ed25519: there.policyKeys.publicKey(0) } },
  };
  await here.act(room, ann, { kind: "state", type: "m.room.policy", key: "", content });
  await vi.waitFor(() => expect(tipsAt(there, room)).toEqual(tipsAt(here, room)), soon);
  await yonder.join({ user: yve, room: room.roomId, via: here.names[0] });
  await vi.waitFor(() => expect(tipsAt(there, room)).toEqual(tipsAt(here, room)), soon);
  const graph = there.book.find(room.roomId)!.graph;
  const join = graph.indexOf(tipsAt(there, room)[0]);
  expect(graph.pdu(join)).toMatchObject({ state_key: yve });
  expect(Object.keys(graph.pdu(join).signatures as object).sort()).toEqual(
    [yonder.names[0], there.names[0]].sort(),
  );
});

/** A room of ann's in one world whose policy server is pia's in another; yve is in a third. */
async function policedRoom(policy?: Policy) {
  const [here, there] = [await startOrigins(1), await startOrigins(1)];
  const yonder = await startOrigins(1, policy === undefined ? {} : { policy });
  const [ann, pia, yve] = [userOf(here, "ann"), userOf(there, "pia"), userOf(yonder, "yve")];
  there.servers[0].refusedWords = [];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  await there.join({ user: pia, room: room.roomId, via: here.names[0] });
  await yonder.join({ user: yve, room: room.roomId, via: here.names[0] });
  const ed25519 = there.policyKeys.publicKey(0);
  const content = { via: there.names[0], public_keys: { ed25519 } };
  await here.act(room, ann, { kind: "state", type: "m.room.policy", key: "", content });
  await vi.waitFor(() => {
    expect(tipsAt(there, room)).toEqual(tipsAt(here, room));
    expect(tipsAt(yonder, room)).toEqual(tipsAt(here, room));
  }, soon);
  // From now on ann's server sends without asking anybody.
  here.servers[0].lies = { skipsPolicyServer: true };
  return { here, there, yonder, room, ann };
}

test("a signature that was asked for is handed on with the event", async () => {
  const { here, there, yonder, room, ann } = await policedRoom();
  const said = await here.act(room, ann, says("hello"));
  const id = room.graph.id((said as { event: number }).event);
  await vi.waitFor(() => expect(tipsAt(yonder, room)).toEqual([id]), soon);
  const answered = async (by: Origins) => {
    const uri = uriOf(["_matrix", "federation", "v1", "event", id]);
    const signer = there.signers[0];
    const call = { signer, destination: by.names[0], method: "GET", uri } as const;
    const { pdus } = (await there.client.send(call)).body as { pdus: { signatures: object }[] };
    return Object.keys(pdus[0].signatures);
  };
  expect(await answered(here)).toEqual([here.names[0]]);
  expect((await answered(yonder)).sort()).toEqual([here.names[0], there.names[0]].sort());
});

test("a policy server that does not answer is not waited for longer than the policy says", async () => {
  const policy = { ...bridgePolicy, signTimeoutMs: 200 };
  const { here, there, yonder, room, ann } = await policedRoom(policy);
  // Nobody answers, and what is sent there is cut off after a minute only.
  vi.spyOn(there.servers[0], "handle").mockImplementation(() => {});
  const asked: Promise<FederationAnswer>[] = [];
  const send = yonder.client.send.bind(yonder.client);
  vi.spyOn(yonder.client, "send").mockImplementation((call) => {
    const answer = send(call);
    if (call.uri === signUri) asked.push(answer);
    return answer;
  });
  const said = await here.act(room, ann, says("hello"));
  const { event } = said as { event: number };
  await vi.waitFor(() => expect(asked).toHaveLength(1), soon);
  expect((await asked[0]).status).toBe(0);
  const { graph, number } = yonder.book.find(room.roomId)!;
  const replica = yonder.servers[0].replicas[number]!;
  const verdictThere = () => replica.verdictOf(graph.indexOf(room.graph.id(event)));
  await vi.waitFor(() => expect(verdictThere()).toBe(verdict.softFailed), soon);
});

test("the key of a policy server is its own, by seed and name", () => {
  const keys = policyKeysOf("1", ["a.test", "b.test"]);
  expect(keys.publicKey(0)).toBe(policyKeysOf("1", ["a.test"]).publicKey(0));
  expect(keys.publicKey(0)).not.toBe(keys.publicKey(1));
  expect(keys.publicKey(0)).not.toBe(policyKeysOf("2", ["a.test"]).publicKey(0));
  const signature = keys.signer(0).sign("x");
  expect(keys.verify({ publicKey: keys.publicKey(0), message: "x", signature })).toBe(true);
  expect(keys.verify({ publicKey: keys.publicKey(1), message: "x", signature })).toBe(false);
});

test("an answer's signature goes beside those that are there; what is none is left out", () => {
  const pdu = { type: "x", signatures: { "a.test": { "ed25519:1": "A" } } } as never;
  const body = { "a.test": { [policyServerKeyId]: "B" }, "b.test": 7 };
  expect(signedWith(pdu, { body })).toMatchObject({
    pdu: { signatures: { "a.test": { "ed25519:1": "A", [policyServerKeyId]: "B" } } },
  });
});
