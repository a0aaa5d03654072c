// Self-signed TLS certificates for servers on loopback, whose names are addresses. Nobody verifies
// them: who plays both sides proves nothing to himself. Made by a library, in 30 ms.
import { generate } from "selfsigned";

/** PEM texts, as Node's `https` and Synapse take them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for the given addresses, valid from now for a year. */
export async function selfSigned(addresses: readonly string[]): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: "commonName", value: addresses[0] }], {
    keyType: "ec",
    extensions: [{ name: "subjectAltName", altNames: addresses.map((ip) => ({ type: 7, ip })) }],
  });
  return { key, cert };
}
