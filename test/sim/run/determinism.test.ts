import { expect, test } from "vitest";
import { scenarios } from "../../../scenarios/index.ts";
import { hashSigner, hashVerifier } from "../../../sim/protocol/hash-signer.ts";
import type { Verifier } from "../../../sim/protocol/signing.ts";
import { checkDeterminism } from "../../../sim/run/determinism.ts";
import { generate, run } from "../../../sim/run/index.ts";

const plan = generate(scenarios.get("netsplit-ban")!, { seed: "7" });

test("two runs of a plan are the same, and listening to draws changes nothing", () => {
  const { result, hashes, difference } = checkDeterminism(plan);
  const { records, hash } = run(plan);
  expect(difference).toBeUndefined();
  expect(hashes).toEqual([hash, hash]);
  expect(result.records).toEqual(records);
});

test("a verifier that remembers the run before is found, with the draws that led there", () => {
  let verified = 0;
  const honest = hashVerifier();
  const verifier: Verifier = {
    verify: (claim) => (++verified === 30 ? "invalid" : honest.verify(claim)),
  };
  const keys = { signerOf: (name: string) => hashSigner(name), verifier };
  const { hashes, difference } = checkDeterminism(plan, { keys });
  expect(hashes[0]).not.toBe(hashes[1]);
  const [first, second] = difference!.records;
  expect(first).not.toEqual(second);
  expect(first).toMatchObject({ kind: "arrive", verdict: "accepted" });
  expect(second).toMatchObject({ kind: "arrive", verdict: "dropped" });
  const [draws, others] = difference!.draws;
  expect(draws).toEqual(others);
  expect(draws).toHaveLength(5);
  for (const draw of draws) expect(draw).toMatch(/^link message \(\d+, \d+, \d+\)$/);
});

test("a signature that differs is found although no hash covers it", () => {
  let made = 0;
  const signerOf = (name: string) => ({ ...hashSigner(name), sign: () => `${made++}` });
  const verifier: Verifier = { verify: () => "valid" };
  const { hashes, difference } = checkDeterminism(plan, { keys: { signerOf, verifier } });
  expect(hashes[0]).toBe(hashes[1]);
  expect(difference?.records[0]).toMatchObject({ kind: "event", index: 0 });
});
