// Self-signed TLS certificates for servers that we play. Who federates with them does not verify: who
// plays both sides proves nothing to himself. Made by a library, in 30 ms.
import { isIP } from "node:net";
import { generate } from "selfsigned";

/** PEM texts, as Node's `https` and Synapse take them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for the given addresses and names, valid from now for a year. */
export async function selfSigned(hosts: readonly string[]): Promise<Certificate> {
  const altNames = hosts.map((host) =>
    isIP(host) === 0 ? ({ type: 2, value: host } as const) : ({ type: 7, ip: host } as const),
  );
  const { private: key, cert } = await generate([{ name: "commonName", value: hosts[0] }], {
    ...{ keyType: "ec", extensions: [{ name: "subjectAltName", altNames }] },
  });
  return { key, cert };
}
