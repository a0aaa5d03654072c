// The keys that sign the vectors' events: one a server, derived from its name, so that anybody can
// make them again. For tests alone: the private halves are public.
import { createHash } from "node:crypto";
import { ed25519Signer, type Ed25519Signer } from "../../../sim/bridge/ed25519.ts";
import type { ServerName } from "../../../sim/protocol/event.ts";

const signers = new Map<ServerName, Ed25519Signer>();

/** The signer of a server: key `ed25519:1`, seed SHA-256 of `rashomon vectors SERVER`. */
export function signerOf(server: ServerName): Ed25519Signer {
  const seed = createHash("sha256").update(`rashomon vectors ${server}`).digest();
  const signer = signers.get(server) ?? ed25519Signer({ server, seed });
  signers.set(server, signer);
  return signer;
}
