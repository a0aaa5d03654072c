// Real Ed25519 keys for the servers of a run, from its seed: the same plan, the same signatures.
import { createHash } from "node:crypto";
import type { Plan } from "../../run/index.ts";
import type { RunOptions } from "../../run/index.ts";
import { ed25519Signer, nodeVerifier } from "../../bridge/ed25519.ts";

/** From so many servers on, a cheap stand-in for signatures is used: no key is worth the wait. */
const serversMax = 200;

/** Keys for a plan's servers; undefined leaves the run with its own stand-in. */
export function ed25519Keys(plan: Plan): RunOptions["keys"] {
  if (plan.servers.length > serversMax) return undefined;
  const signers = new Map<string, ReturnType<typeof ed25519Signer>>();
  const keys = new Map<string, Map<string, string>>();
  for (const { name } of plan.servers) {
    const seed = createHash("sha256").update(`${plan.seed} ${name}`).digest();
    const signer = ed25519Signer({ server: name, seed });
    signers.set(name, signer);
    keys.set(name, new Map([[signer.keyId, signer.publicKey]]));
  }
  return {
    signerOf: (name) => signers.get(name) as ReturnType<typeof ed25519Signer>,
    verifier: nodeVerifier(keys),
  };
}
