// The public keys of other servers: fetched from them once, verified, kept. The protocol asks for
// keys synchronously, so whoever hands it something signed calls `fetchFor` before.
// Spec v1.19, server-server API, "Retrieving server keys".
import type { ServerName } from "../protocol/event.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import type { SignatureClaim, Verifier } from "../protocol/signing.ts";
import { nodeVerifier } from "./ed25519.ts";
import type { FederationClient } from "./federation-client.ts";
import { coveredText } from "./origin-key.ts";

/** A server that has no such key is asked again after so long. */
const retryAfterMs = 10_000;
const fetchTimeoutMs = 10_000;
/** Somebody who sends from ever new names cannot fill the memory. */
const serversMax = 20_000;

export class KeyRing implements Verifier {
  readonly #client: FederationClient;
  readonly #keys = new Map<ServerName, Map<string, string>>();
  readonly #verifier = nodeVerifier(this.#keys);
  readonly #asked = new Map<ServerName, { atMs: number; done: Promise<void> }>();

  constructor(client: FederationClient) {
    this.#client = client;
  }

  /** Adds a key that is known without asking. */
  add(server: ServerName, keyId: string, publicKey: string): void {
    const keys = this.#keys.get(server) ?? new Map<string, string>();
    this.#keys.set(server, keys.set(keyId, publicKey));
  }

  has(server: ServerName, keyId: string): boolean {
    return this.#keys.get(server)?.has(keyId) === true;
  }

  verify(claim: SignatureClaim): "valid" | "invalid" | "unknown-key" {
    return this.#verifier.verify(claim);
  }

  /** Asks a server for its keys if this one is not known; resolves also where it is not to be had. */
  async fetchFor(server: ServerName, keyId: string): Promise<void> {
    if (this.has(server, keyId) || !keyId.startsWith("ed25519:")) return;
    const asked = this.#asked.get(server);
    if (asked !== undefined && Date.now() - asked.atMs < retryAfterMs) return asked.done;
    if (this.#asked.size >= serversMax) return;
    const done = this.#fetch(server);
    this.#asked.set(server, { atMs: Date.now(), done });
    return done;
  }

  async #fetch(server: ServerName): Promise<void> {
    const { status, body } = await this.#client.send({
      ...{ destination: server, method: "GET", uri: "/_matrix/key/v2/server" },
      timeoutMs: fetchTimeoutMs,
    });
    if (status !== 200) return;
    for (const [keyId, key] of keysOf(server, body)) this.add(server, keyId, key);
  }
}

/** The keys of a key object that is the server's and signed by itself; none of any other. */
export function keysOf(server: ServerName, object: JsonObject): [keyId: string, key: string][] {
  const { server_name: name, verify_keys: published, signatures, valid_until_ts: until } = object;
  if (name !== server || !isObject(published) || !isObject(signatures)) return [];
  if (typeof until !== "number" || until < Date.now()) return [];
  const own = signatures[server];
  if (!isObject(own)) return [];
  const keys: [string, string][] = [];
  for (const [keyId, value] of Object.entries(published)) {
    if (isObject(value) && typeof value.key === "string") keys.push([keyId, value.key]);
  }
  const verifier = nodeVerifier(new Map([[server, new Map(keys)]]));
  const message = coveredText(object);
  const signed = Object.entries(own).some(
    ([keyId, signature]) =>
      typeof signature === "string" &&
      verifier.verify({ server, keyId, message, signature }) === "valid",
  );
  return signed ? keys : [];
}
