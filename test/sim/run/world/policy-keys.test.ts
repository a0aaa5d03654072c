import { expect, test } from "vitest";
import { policyServerKeyId } from "../../../../sim/protocol/signing.ts";
import { HashPolicyKeys } from "../../../../sim/run/world/policy-keys.ts";

const message = '{"type":"m.room.message"}';

test("a signature holds under the key with which it was made, and under no other", () => {
  const keys = new HashPolicyKeys(["a.test", "b.test"]);
  const signer = keys.signer(0);
  expect([signer.server, signer.keyId]).toEqual(["a.test", policyServerKeyId]);
  const signature = signer.sign(message);
  expect(keys.verify({ publicKey: keys.publicKey(0), message, signature })).toBe(true);
  expect(keys.verify({ publicKey: keys.publicKey(1), message, signature })).toBe(false);
  expect(keys.verify({ publicKey: keys.publicKey(0), message: "{}", signature })).toBe(false);
});

test("a rotated key is another one, until the end", () => {
  const keys = new HashPolicyKeys(["a.test"]);
  const publicKey = keys.publicKey(0);
  const end = keys.rotate(0);
  expect(keys.publicKey(0)).not.toBe(publicKey);
  expect(keys.verify({ publicKey, message, signature: keys.signer(0).sign(message) })).toBe(false);
  end();
  expect(keys.verify({ publicKey, message, signature: keys.signer(0).sign(message) })).toBe(true);
});

test("of two rotations that overlap each has a key of its own, whichever ends first", () => {
  const keys = new HashPolicyKeys(["a.test"]);
  const own = keys.publicKey(0);
  const first = keys.rotate(0);
  const [one, second] = [keys.publicKey(0), keys.rotate(0)];
  const two = keys.publicKey(0);
  expect(new Set([own, one, two]).size).toBe(3);
  first();
  expect(keys.publicKey(0)).toBe(two);
  second();
  expect(keys.publicKey(0)).toBe(own);
});
