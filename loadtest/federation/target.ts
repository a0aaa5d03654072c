// The homeserver that federation load goes to: its address, its name, and a user there who creates
// rooms and watches what becomes visible.
import { Agent } from "undici";
import type { SampledServer } from "../../sim/bridge/server-sampler.ts";
import { callJson, type Call } from "../../sim/bridge/synapse/index.ts";
import { makeAccount, type AccountSource } from "../driver/accounts.ts";
import { Client } from "../driver/client.ts";
import { connectOptions, type ConnectOptions } from "../driver/connect.ts";
import { LoadProblem } from "../driver/load-problem.ts";
import { lookAtServer } from "../driver/look-at-server.ts";
import type { Connection } from "../driver/plan.ts";
import { newRunId } from "../driver/run-id.ts";
import { checkTarget, isLoopback } from "../driver/target.ts";
import { at, jsonOf } from "../journeys/answer.ts";
import { noAnswer } from "../journeys/step.ts";

export interface FederationTarget {
  /** Base address: clients, plain federation and metrics. */
  readonly url: string;
  /** Its server name. */
  readonly name: string;
  /** Name and version of its program, where it tells. */
  readonly software?: string;
  /** Its process, where it runs here. */
  readonly pid?: number;
  /** The token is a secret. */
  readonly user: { readonly userId: string; readonly token: string };
  /** For those who make connections of their own. */
  readonly connect: ConnectOptions;
  /** For those who do not. */
  readonly agent: Agent;
  /** The name under which it reaches virtual origins; undefined: their addresses on loopback. */
  readonly originHost?: string;
}

export interface TargetOptions {
  /** Where its user comes from; of given accounts the first. */
  readonly accounts: AccountSource;
  readonly pid?: number;
  readonly connection?: Connection;
  /** The host that its user has confirmed, where it is not this machine. */
  readonly yes?: string;
  readonly originHost?: string;
  readonly signal?: AbortSignal;
}

/**
 * Looks at a homeserver and makes a user there.
 * @throws LoadProblem where it may not be loaded, is not there, or refuses; at once where the signal comes
 */
export async function openTarget(text: string, options: TargetOptions): Promise<FederationTarget> {
  const { accounts, pid, connection = {}, originHost, signal } = options;
  const url = checkTarget(text, options.yes);
  const { hostname } = new URL(url);
  if (!isLoopback(hostname) && originHost === undefined) {
    throw new LoadProblem(
      `${hostname} cannot reach virtual origins, which live on loopback`,
      "Give --origin-host NAME, a name or address of this machine that it can connect to.",
    );
  }
  const { software } = await lookAtServer(url, connection, signal);
  const client = new Client({ target: url, users: [] }, { onEnd: () => {}, connection, signal });
  try {
    const name = await nameOf(url, client);
    const user = await userOf(accounts, client);
    const connect = connectOptions(connection);
    return {
      ...{ url, name, user, connect, agent: new Agent({ pipelining: 1, connect }) },
      ...(software !== undefined && { software }),
      ...(pid !== undefined && { pid }),
      ...(originHost !== undefined && { originHost }),
    };
  } finally {
    await client.destroy();
  }
}

/** The server's own word for its name. */
async function nameOf(url: string, client: Client): Promise<string> {
  const path = "/_matrix/key/v2/server";
  const answer = await client.try({ name: "keys", method: "GET", path, read: true });
  const name = "thrown" in answer ? undefined : at(jsonOf(answer), "server_name");
  if (typeof name === "string") return name;
  throw new LoadProblem(
    `${url} serves no federation API (${path})`,
    "Let this listener serve `federation` as well as `client`, or give the address of one that does.",
  );
}

async function userOf(source: AccountSource, client: Client): Promise<FederationTarget["user"]> {
  const { id, token } = await makeAccount(source, {
    ...{ n: 0, suffix: newRunId() },
    // What only administrators are told, such as forward extremities, belongs into results.
    admin: true,
    send: async (request) => {
      const answer = await client.try(request);
      return "thrown" in answer ? noAnswer : answer;
    },
  });
  return { userId: id, token };
}

/** The target as a sampler of processor time and metrics takes it. */
export function sampledTarget({ url, pid, agent }: FederationTarget): SampledServer {
  return { url, dispatcher: agent, ...(pid !== undefined && { pid }) };
}

/** What must not stand in a report. */
export function secretsOfTarget({ user }: FederationTarget, source: AccountSource): string[] {
  return [user.token, ...(source.kind === "shared secret" ? [source.secret] : [])];
}

/** A request of the target's user. @throws BridgeProblem where it fails */
export function callAsUser(
  { url, user, agent }: FederationTarget,
  call: Pick<Call, "path" | "method" | "body">,
): Promise<Record<string, unknown>> {
  return callJson({ url, token: user.token, dispatcher: agent, ...call });
}

/** Creates a public room, and answers its ID. */
export async function createRoom(target: FederationTarget, version: string): Promise<string> {
  const made = await callAsUser(target, {
    ...{ method: "POST", path: "/_matrix/client/v3/createRoom" },
    body: { preset: "public_chat", room_version: version, name: "Rashomon load" },
  });
  return String(made["room_id"]);
}
