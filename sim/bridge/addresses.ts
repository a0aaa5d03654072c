// Where servers are reached, and where nothing is ever sent: a name leads to loopback unless its
// user has named it. Spec v1.19, server-server API, "Resolving server names", for names with a port.
import type { ServerName } from "../protocol/event.ts";
import { BridgeProblem } from "./bridge-problem.ts";

/** Finds the base address of a server. */
export class Addresses {
  readonly #routes: ReadonlyMap<ServerName, string>;

  /** @param routes base addresses by name, for servers that are not where their name says */
  constructor(routes: ReadonlyMap<ServerName, string> = new Map()) {
    this.#routes = routes;
  }

  /**
   * `https://127.0.0.1:8448`, or the address that was given for the name.
   * @throws BridgeProblem for a name beyond loopback that has no route
   */
  baseOf(server: ServerName): string {
    const route = this.#routes.get(server);
    if (route !== undefined) return route.replace(/\/+$/, "");
    if (isLoopback(server)) return `https://${/:\d+$/.test(server) ? server : `${server}:8448`}`;
    throw new BridgeProblem(
      `${server} is not on this machine`,
      "Only loopback is spoken to, unless a route names the server and its address.",
    );
  }
}

/** True for names and hosts that cannot lead anywhere else. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/:\d+$/, "");
  return bare === "localhost" || bare === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(bare);
}
