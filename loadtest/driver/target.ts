// Where load may go. Loopback is free; any other host must be named a second time, so that nobody
// loads a server by a slip of the hand. Rates, lengths and numbers of users have hard limits.
import { isIP } from "node:net";
import { LoadProblem } from "./load-problem.ts";

/** Limits that no option lifts; for hosts beyond this machine the rate's is lower. */
export const limits = {
  ratePerSecond: 5_000,
  ratePerSecondElsewhere: 500,
  durationMs: 24 * 3_600_000,
  users: 20_000,
} as const;

/**
 * The base address of a target in normal form.
 * @param yes the host that the user confirmed with --yes-load-this-host
 * @throws LoadProblem where it is no address, or another host that was not confirmed
 */
export function checkTarget(text: string, yes?: string): string {
  const url = parse(text);
  if (!isLoopback(url.hostname) && yes !== url.hostname) {
    throw new LoadProblem(
      yes === undefined
        ? `${url.hostname} is not this machine`
        : `--yes-load-this-host names ${yes}, and the target is ${url.hostname}`,
      "Load only what is yours or whose owner agreed; then confirm it with " +
        `--yes-load-this-host ${url.hostname}.`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== "") {
    const { username, password, search, hash } = url;
    if (username + password + search + hash === "") return url;
    throw new LoadProblem(
      "the address of --target holds more than a server",
      "Leave out user names, passwords, queries and fragments: http://127.0.0.1:8008.",
    );
  }
  throw new LoadProblem(
    `--target cannot be ${JSON.stringify(text)}`,
    "Give the base address of the Client-Server API, for example http://127.0.0.1:8008.",
  );
}

/** Names and addresses that never leave this machine. Other names may resolve to anything. */
export function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (address === "localhost" || address === "::1") return true;
  return isIP(address) === 4 && address.startsWith("127.");
}
