import { expect, test } from "vitest";
import { signTransaction, typingEdus } from "../../../loadtest/federation/transaction.ts";
import { canonicalJson } from "../../../sim/protocol/canonical-json.ts";
import { nodeVerifier } from "../../../sim/bridge/ed25519.ts";
import { originKey } from "../../../sim/bridge/origin-key.ts";
import { readXMatrix, verifyXMatrix } from "../../../sim/bridge/x-matrix.ts";

const names = ["127.0.1.1:1"];
const signers = names.map((name) => originKey("7", name));

test("the signature holds over exactly what is sent", () => {
  const edus = typingEdus(2, { roomId: "!r", user: "@a:b" });
  const signed = signTransaction(
    { names, signers },
    {
      ...{ origin: 0, txn: "a b", destination: "hs", roomId: "!r", edus },
      events: [{ id: "$1", pdu: { type: "m.room.message", depth: 1 } }],
    },
  );
  expect(signed).toMatchObject({ ids: ["$1"], uri: "/_matrix/federation/v1/send/a%20b" });
  const content = JSON.parse(signed.body);
  expect(content).toMatchObject({ origin: names[0], pdus: { length: 1 }, edus: { length: 2 } });
  const claim = readXMatrix(signed.authorization)!;
  const keys = new Map([[names[0], new Map([[signers[0].keyId, signers[0].publicKey]])]]);
  const call = {
    method: "PUT",
    uri: signed.uri,
    origin: names[0],
    destination: "hs",
    body: canonicalJson(content),
  };
  expect(verifyXMatrix(call, claim, nodeVerifier(keys))).toBe("valid");
});

test("without EDUs there is no such key", () => {
  const input = { origin: 0, txn: "1", destination: "hs", roomId: "!r", events: [], edus: [] };
  expect(JSON.parse(signTransaction({ names, signers }, input).body)).not.toHaveProperty("edus");
});
