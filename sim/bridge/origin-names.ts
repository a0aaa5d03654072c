// Names of virtual origins: loopback addresses with a port, which no resolver has to know. Linux
// answers on all of 127.0.0.0/8, so each origin has an address of its own and all share a port.
import type { ServerName } from "../protocol/event.ts";
import { BridgeProblem } from "./bridge-problem.ts";
import { freePorts } from "./free-port.ts";

/** More than one process can serve, and fewer than there are addresses. */
export const originsMax = 2_000;

const perBlock = 250;

/**
 * So many names. The same count and port, the same names.
 * @param port (default: one that is free now)
 */
export async function originNames(count: number, port?: number): Promise<ServerName[]> {
  if (count > originsMax) {
    throw new BridgeProblem(
      `${count} origins are more than one process serves`,
      `Ask for at most ${originsMax}.`,
    );
  }
  const common = port ?? (await freePorts(1, "127.0.1.1"))[0];
  return Array.from({ length: count }, (_, n) => {
    const [block, host] = [Math.floor(n / perBlock), n % perBlock];
    return `127.0.${1 + block}.${1 + host}:${common}`;
  });
}
