import { expect, test } from "vitest";
import { keyObject, originKey } from "../../../sim/bridge/origin-key.ts";

test("the same seed and name give the same key; others another, under another ID", () => {
  const key = originKey("7", "a.test");
  expect(originKey("7", "a.test").publicKey).toBe(key.publicKey);
  const others = [originKey("8", "a.test"), originKey("7", "b.test")];
  for (const other of others) {
    expect(other.publicKey).not.toBe(key.publicKey);
    expect(other.keyId).not.toBe(key.keyId);
  }
  expect(key.keyId).toMatch(/^ed25519:[A-Za-z0-9]{1,8}$/);
});

test("the object names the server and is signed by it", () => {
  const signer = originKey("7", "a.test");
  const object = keyObject(signer, 99);
  expect(object).toMatchObject({
    ...{ server_name: "a.test", valid_until_ts: 99 },
    verify_keys: { [signer.keyId]: { key: signer.publicKey } },
    signatures: { "a.test": { [signer.keyId]: expect.any(String) } },
  });
});
