import { expect, test } from "vitest";
import { nodeVerifier } from "../../../sim/bridge/ed25519.ts";
import { originKey } from "../../../sim/bridge/origin-key.ts";
import { readXMatrix, verifyXMatrix, xMatrix } from "../../../sim/bridge/x-matrix.ts";

const signer = originKey("7", "a.test:1");
const verifier = nodeVerifier(new Map([["a.test:1", new Map([[signer.keyId, signer.publicKey]])]]));
const call = {
  ...{ method: "PUT", uri: "/x?y=%20", origin: "a.test:1", destination: "b.test" },
  body: '{"pdus":[]}',
};

test("what is written is read again, and holds", () => {
  const claim = readXMatrix(xMatrix(call, signer));
  expect(claim).toMatchObject({ origin: "a.test:1", destination: "b.test", keyId: signer.keyId });
  expect(verifyXMatrix(call, claim!, verifier)).toBe("valid");
});

test("every part is covered: change one and it does not hold", () => {
  const claim = readXMatrix(xMatrix(call, signer))!;
  for (const change of [
    { method: "POST" },
    { uri: "/x?y= " },
    { destination: "c.test" },
    { body: '{"pdus":[1]}' },
  ]) {
    expect(verifyXMatrix({ ...call, ...change }, claim, verifier)).toBe("invalid");
  }
  expect(verifyXMatrix(call, { ...claim, keyId: "ed25519:no" }, verifier)).toBe("unknown-key");
});

test("other ways to write it are understood, and what is none is refused", () => {
  const claim = { origin: "a.test", destination: undefined, keyId: "ed25519:1", signature: "ab+/" };
  expect(readXMatrix('X-Matrix origin=a.test,key="ed25519:1",sig="ab+/"')).toEqual(claim);
  expect(readXMatrix('x-matrix  sig="ab+/", key="ed25519:1" , origin="a.test"')).toEqual(claim);
  for (const bad of [
    undefined,
    "Bearer x",
    "X-Matrix origin=a",
    'X-Matrix origin="a b",key=k,sig=s',
  ]) {
    expect(readXMatrix(bad)).toBeUndefined();
  }
});
