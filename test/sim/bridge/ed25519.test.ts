import { expect, test } from "vitest";
import { ed25519Signer, nodeVerifier, verifyEd25519 } from "../../../sim/bridge/ed25519.ts";

const seed = new Uint8Array(32).fill(7);
const signer = ed25519Signer({ server: "a.test", seed });

/** A verifier that knows one key of a.test. */
function knowing(publicKey: string, keyId = "ed25519:1") {
  return nodeVerifier(new Map([["a.test", new Map([[keyId, publicKey]])]]));
}

test("keys and signatures are those of RFC 8032, test 1", () => {
  const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
  const rfc = ed25519Signer({
    server: "a.test",
    seed: hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
  });
  const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  expect(Buffer.from(rfc.publicKey, "base64").toString("hex")).toBe(publicKey);
  expect(Buffer.from(rfc.sign(""), "base64").toString("hex")).toBe(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
});

test("a signature verifies with the signer's public key and no longer once anything changed", () => {
  const claim = {
    server: "a.test",
    keyId: "ed25519:1",
    message: "grün",
    signature: signer.sign("grün"),
  };
  const verifier = knowing(signer.publicKey);
  expect(verifier.verify(claim)).toBe("valid");
  expect(verifier.verify({ ...claim, message: "blau" })).toBe("invalid");
  expect(verifier.verify({ ...claim, signature: `A${claim.signature.slice(1)}` })).toBe("invalid");
  expect(verifier.verify({ ...claim, signature: "AAAA" })).toBe("invalid");
  expect(verifier.verify({ ...claim, signature: "not base64!" })).toBe("invalid");
});

test("keys of other servers, other names and other algorithms are unknown, malformed ones too", () => {
  const claim = { server: "a.test", keyId: "ed25519:1", message: "m", signature: signer.sign("m") };
  const verifier = knowing(signer.publicKey);
  expect(verifier.verify({ ...claim, server: "b.test" })).toBe("unknown-key");
  expect(verifier.verify({ ...claim, keyId: "ed25519:2" })).toBe("unknown-key");
  expect(knowing(signer.publicKey, "rsa:1").verify({ ...claim, keyId: "rsa:1" })).toBe(
    "unknown-key",
  );
  expect(knowing("AAAA").verify(claim)).toBe("unknown-key");
});

test("a seed of the wrong length is refused", () => {
  const short = new Uint8Array(31);
  expect(() => ed25519Signer({ server: "a.test", seed: short })).toThrow("32 bytes");
});

test("a key that was not valid at an event's time is unknown, where the version asks", () => {
  const keys = new Map([["a.test", new Map([["ed25519:1", signer.publicKey]])]]);
  const verifier = nodeVerifier(keys, { until: new Map([["a.test", 1000]]), now: 0 });
  const claim = { server: "a.test", keyId: "ed25519:1", message: "m", signature: signer.sign("m") };
  expect(verifier.verify({ ...claim, validAt: 1000 })).toBe("valid");
  expect(verifier.verify({ ...claim, validAt: 1001 })).toBe("unknown-key");
  expect(verifier.verify(claim)).toBe("valid");
  expect(nodeVerifier(keys).verify({ ...claim, validAt: 1001 })).toBe("valid");
});

test("one key's signature can be checked alone", () => {
  const { publicKey } = signer;
  expect(verifyEd25519(publicKey, signer.sign("m"), "m")).toBe(true);
  expect(verifyEd25519(publicKey, signer.sign("m"), "n")).toBe(false);
  expect(verifyEd25519("AAAA", signer.sign("m"), "m")).toBe(false);
  expect(verifyEd25519(publicKey, "?", "m")).toBe(false);
});
