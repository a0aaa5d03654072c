// Names of virtual origins: loopback addresses with a port, which no resolver has to know. Linux
// answers on all of 127.0.0.0/8, so each origin has an address of its own and all share a port. Under
// a name of this machine, for servers elsewhere, each has a port of its own.
import type { ServerName } from "../protocol/event.ts";
import { BridgeProblem } from "./bridge-problem.ts";
import { freePorts } from "./free-port.ts";

/** More than one process can serve, and fewer than there are addresses. */
export const originsMax = 2_000;

const perBlock = 250;

export interface NameOptions {
  /** The port of all, or the first of many (default: free ones). */
  readonly port?: number;
  /** A name or address of this machine, where servers elsewhere must reach the origins. */
  readonly host?: string;
}

/** So many names. The same count, port and host, the same names. */
export async function originNames(
  count: number,
  { port, host }: NameOptions = {},
): Promise<ServerName[]> {
  if (count > originsMax) {
    throw new BridgeProblem(
      `${count} origins are more than one process serves`,
      `Ask for at most ${originsMax}.`,
    );
  }
  const numbers = Array.from({ length: count }, (_, n) => n);
  if (host !== undefined) {
    const free = port === undefined ? await freePorts(count, "0.0.0.0") : [];
    return numbers.map((n) => `${host}:${port === undefined ? free[n] : port + n}`);
  }
  const common = port ?? (await freePorts(1, "127.0.1.1"))[0];
  return numbers.map((n) => {
    const [block, last] = [Math.floor(n / perBlock), n % perBlock];
    return `127.0.${1 + block}.${1 + last}:${common}`;
  });
}
