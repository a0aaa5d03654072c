// Who is calling: the Authorization header of requests between servers, written and read.
// Spec v1.19, server-server API, "Request Authentication".
import { canonicalJson } from "../protocol/canonical-json.ts";
import type { ServerName } from "../protocol/event.ts";
import { isServerName } from "../protocol/ids.ts";
import type { Signer, Verifier } from "../protocol/signing.ts";

/** What the signature covers. Neither time nor a nonce, so a signed call can be kept for later. */
export interface SignedCall {
  readonly method: string;
  /** Path and query exactly as sent, percent signs included. */
  readonly uri: string;
  readonly origin: ServerName;
  readonly destination: ServerName;
  /** As canonical JSON; absent where the request has none. How it is formatted on its way is free. */
  readonly body?: string;
}

/** What a header says. */
export interface XMatrixClaim {
  readonly origin: ServerName;
  readonly destination: ServerName | undefined;
  readonly keyId: string;
  readonly signature: string;
}

/** The header's value for a call. */
export function xMatrix(call: SignedCall, signer: Signer): string {
  const signature = signer.sign(callText(call));
  const { origin, destination } = call;
  return `X-Matrix origin="${origin}",destination="${destination}",key="${signer.keyId}",sig="${signature}"`;
}

/** Reads a header; undefined where it is none of this kind, or names no server. */
export function readXMatrix(header: string | undefined): XMatrixClaim | undefined {
  const rest = /^X-Matrix +(.*)$/is.exec(header ?? "")?.[1];
  if (rest === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const [, name, quoted, plain] of rest.matchAll(field)) {
    fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? plain);
  }
  const [origin, keyId, signature] = ["origin", "key", "sig"].map((name) => fields.get(name));
  if (origin === undefined || keyId === undefined || signature === undefined) return undefined;
  const destination = fields.get("destination");
  return isServerName(origin) ? { origin, destination, keyId, signature } : undefined;
}

/** `name=value` or `name="value"`, as RFC 9110 has them. */
const field = /([!#$%&'*+.^_`|~0-9a-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))/gi;

/** Does the claim's signature hold over the call? */
export function verifyXMatrix(
  call: SignedCall,
  claim: XMatrixClaim,
  verifier: Verifier,
): "valid" | "invalid" | "unknown-key" {
  const { origin: server, keyId, signature } = claim;
  return verifier.verify({ server, keyId, signature, message: callText(call) });
}

/** Keys are in the order of canonical JSON, so that a body is written only once, by the caller. */
function callText({ body, destination, method, origin, uri }: SignedCall): string {
  const rest = canonicalJson({ destination, method, origin, uri });
  return body === undefined ? rest : `{"content":${body},${rest.slice(1)}`;
}
