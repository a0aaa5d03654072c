import { expect, test } from "vitest";
import { ed25519Keys } from "../../../../sim/cli/run/run-keys.ts";
import type { Plan } from "../../../../sim/run/index.ts";

const planOf = (seed: string, servers: number) =>
  ({ seed, servers: Array.from({ length: servers }, (_, n) => ({ name: `s${n}.test` })) }) as Plan;

function signed(seed: string, server: string) {
  const keys = ed25519Keys(planOf(seed, 2));
  if (keys === undefined) throw new Error("there are no keys");
  const signer = keys.signerOf(server);
  const message = "{}";
  const signature = signer.sign(message);
  return { keys, check: { server, keyId: signer.keyId, message, signature } };
}

test("what a server signs is valid under its own key and under no other", () => {
  const { keys, check } = signed("1", "s0.test");
  expect(keys.verifier.verify(check)).toBe("valid");
  expect(keys.verifier.verify({ ...check, server: "s1.test" })).toBe("invalid");
  expect(keys.verifier.verify({ ...check, server: "other.test" })).toBe("unknown-key");
});

test("the same seed gives the same signatures, another seed others", () => {
  const of = (seed: string) => signed(seed, "s0.test").check.signature;
  expect(of("1")).toBe(of("1"));
  expect(of("2")).not.toBe(of("1"));
});

test("many servers get none, so that nobody waits for them", () => {
  expect(ed25519Keys(planOf("1", 200))).toBeDefined();
  expect(ed25519Keys(planOf("1", 201))).toBeUndefined();
});
