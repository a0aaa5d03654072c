// The keys with which simulated servers sign as policy servers: hashes that prove nothing about who
// signed, but change as keys do. Their public halves stand in rooms and so in event IDs, which is why a run
// with real server keys has these as well, unless it is given others: its hash stays the same.
import { hashPolicySignatureHolds, hashPolicySigner } from "../../protocol/hash-signer.ts";
import type { Signer } from "../../protocol/signing.ts";
import type { PolicyKeys } from "../../server/index.ts";
import { Layers } from "../faults/open-faults.ts";

/** Keys of policy servers that change while a story is told. */
export interface RotatingPolicyKeys extends PolicyKeys {
  /** From now on the server signs with a key that no room knows, until the end is called. */
  rotate(server: number): () => void;
}

export class HashPolicyKeys implements RotatingPolicyKeys {
  readonly #names: readonly string[];
  /** By server: the numbers of its new keys, one for each fault that is open. */
  readonly #rotations = new Layers<number>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  signer(server: number): Signer {
    return hashPolicySigner(this.#names[server], this.publicKey(server));
  }

  publicKey(server: number): string {
    return `policy-key-${this.#rotations.top(server) ?? 0}-of-${this.#names[server]}`;
  }

  readonly verify = hashPolicySignatureHolds;

  rotate(server: number): () => void {
    return this.#rotations.add(server, (this.#rotations.top(server) ?? 0) + 1);
  }
}
