// The homeserver that federation load goes to: its address, its name, and a user there who creates
// rooms and watches what becomes visible.
import { request } from "undici";
import { isLoopback } from "../../sim/bridge/addresses.ts";
import { callJson, register } from "../../sim/bridge/synapse/index.ts";
import { LoadProblem } from "../driver/load-problem.ts";

export interface FederationTarget {
  /** Base address: clients, plain federation and metrics. */
  readonly url: string;
  /** Its server name. */
  readonly name: string;
  /** Its process, where it runs here. */
  readonly pid?: number;
  readonly user: { readonly userId: string; readonly token: string };
}

/** How a user on the target is come by. */
export type TargetUser =
  { readonly registrationSecret: string } | { readonly userId: string; readonly token: string };

/**
 * Looks at a homeserver and makes a user there.
 * @throws LoadProblem where it is beyond loopback, is not there, or refuses
 */
export async function openTarget(
  url: string,
  { user, pid }: { user: TargetUser; pid?: number },
): Promise<FederationTarget> {
  const { origin, hostname } = readUrl(url);
  if (!isLoopback(hostname)) {
    throw new LoadProblem(
      `${hostname} is not on this machine`,
      "Virtual origins live on loopback, so only a homeserver on loopback can answer them.",
    );
  }
  const name = await nameOf(origin);
  const found = "token" in user ? user : await makeUser(origin, user.registrationSecret);
  return { url: origin, name, user: found, ...(pid !== undefined && { pid }) };
}

function readUrl(url: string): URL {
  try {
    const read = new URL(url);
    if (read.protocol === "http:" || read.protocol === "https:") return read;
  } catch {
    // Said below.
  }
  throw new LoadProblem(
    `${JSON.stringify(url)} is no address of a homeserver`,
    "Give one such as http://127.0.0.1:8008; `rashomon synapse up` starts one.",
  );
}

/** The server's own word for its name. */
async function nameOf(origin: string): Promise<string> {
  try {
    const { statusCode, body } = await request(`${origin}/_matrix/key/v2/server`, {
      headersTimeout: 10_000,
    });
    const { server_name: name } = (await body.json()) as { server_name?: unknown };
    if (statusCode === 200 && typeof name === "string") return name;
  } catch {
    // Said below.
  }
  throw new LoadProblem(
    `no homeserver with a federation API answers at ${origin}`,
    "Look whether it runs and whether this address serves `federation` as well as `client`.",
  );
}

async function makeUser(url: string, registrationSecret: string) {
  const name = `rashomon-${Date.now().toString(36)}`;
  const { userId, token } = await register({ url, registrationSecret }, { name });
  return { userId, token };
}

/** Creates a public room, and answers its ID. */
export async function createRoom(target: FederationTarget, version: string): Promise<string> {
  const made = await callJson({
    ...{ url: target.url, token: target.user.token, method: "POST" },
    path: "/_matrix/client/v3/createRoom",
    body: { preset: "public_chat", room_version: version, name: "Rashomon load" },
  });
  return String(made["room_id"]);
}
