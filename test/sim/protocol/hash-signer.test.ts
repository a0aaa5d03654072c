import { expect, test } from "vitest";
import { hashKeyId, hashSigner, hashVerifier } from "../../../sim/protocol/hash-signer.ts";

const message = '{"a":1}';

test("the key ID says that this is no ed25519", () => {
  expect(hashSigner("a.test").keyId).toBe("rashomon-hash:1");
  expect(hashKeyId).toBe("rashomon-hash:1");
});

test("the same key and message always give the same signature, of 43 characters", () => {
  const signature = hashSigner("a.test").sign(message);
  expect(signature).toMatch(/^[A-Za-z0-9+/]{43}$/);
  expect(hashSigner("a.test").sign(message)).toBe(signature);
  expect(hashSigner("b.test").sign(message)).not.toBe(signature);
  expect(hashSigner("a.test", "secret").sign(message)).not.toBe(signature);
});

test("one more or one less character of a message, wherever it is, changes the signature", () => {
  const signatures = new Set<string>();
  const long = "x".repeat(200);
  for (let n = 0; n < 200; n++) {
    signatures.add(hashSigner("a.test").sign(long.slice(0, n) + long.slice(n + 1) + n));
    signatures.add(hashSigner(`${n}.test`).sign(long));
  }
  expect(signatures.size).toBe(400);
});

test("a changed message, server or signature is invalid; a strange key is unknown", () => {
  const signature = hashSigner("a.test").sign(message);
  const claim = { server: "a.test", keyId: hashKeyId, message, signature };
  const verifier = hashVerifier();
  expect(verifier.verify(claim)).toBe("valid");
  expect(verifier.verify({ ...claim, message: '{"a":2}' })).toBe("invalid");
  expect(verifier.verify({ ...claim, server: "b.test" })).toBe("invalid");
  expect(verifier.verify({ ...claim, signature: "AAAA" })).toBe("invalid");
  expect(verifier.verify({ ...claim, keyId: "ed25519:1" })).toBe("unknown-key");
  expect(hashVerifier(() => undefined).verify(claim)).toBe("unknown-key");
  expect(hashVerifier(() => "secret").verify(claim)).toBe("invalid");
});
