// Accounts on a Synapse by its registration shared secret, and requests to its admin API.
// https://element-hq.github.io/synapse/latest/admin_api/register_api.html
import { createHmac, randomBytes } from "node:crypto";
import { request, type Dispatcher } from "undici";
import { BridgeProblem } from "../bridge-problem.ts";

/** A user of a server, with what is needed to act as them. Passwords and tokens are secrets. */
export interface Account {
  readonly userId: string;
  readonly password: string;
  readonly token: string;
  readonly deviceId: string;
}

/** Makes a user. The answer has an access token already: nobody needs to log in. */
export async function register(
  { url, registrationSecret }: { url: string; registrationSecret: string },
  { name, admin = false }: { name: string; admin?: boolean },
): Promise<Account> {
  const path = "/_synapse/admin/v1/register";
  const { nonce } = await callJson({ url, path });
  const password = randomBytes(12).toString("base64url");
  const mac = createHmac("sha1", registrationSecret)
    .update([nonce, name, password, admin ? "admin" : "notadmin"].join("\0"))
    .digest("hex");
  const made = await callJson({
    ...{ url, path, method: "POST" },
    body: { nonce, username: name, password, admin, mac },
  });
  return {
    userId: String(made["user_id"]),
    password,
    token: String(made["access_token"]),
    deviceId: String(made["device_id"]),
  };
}

/** One request of a client or an administrator. */
export interface Call {
  readonly url: string;
  readonly path: string;
  readonly method?: "GET" | "POST" | "PUT";
  readonly token?: string;
  readonly body?: object;
  /** How connections are made (default: as undici does). */
  readonly dispatcher?: Dispatcher;
}

/**
 * Sends a request and reads the JSON object it answers with.
 * @throws BridgeProblem where the server answers with an error or not at all
 */
export async function callJson(call: Call): Promise<Record<string, unknown>> {
  const { url, path, method = "GET", token, body, dispatcher } = call;
  const answer = await request(url + path, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(dispatcher !== undefined && { dispatcher }),
  }).catch((thrown: unknown) => {
    throw new BridgeProblem(
      `${url} does not answer (${thrown instanceof Error ? thrown.message : String(thrown)})`,
      "Look whether the server runs: `rashomon synapse status`.",
    );
  });
  const text = await answer.body.text();
  if (answer.statusCode === 200) return JSON.parse(text) as Record<string, unknown>;
  throw new BridgeProblem(
    `${url} answers ${answer.statusCode} to ${method} ${path.split("?")[0]}: ${text.slice(0, 200)}`,
    "Look at the server's log; `rashomon synapse status` names the file.",
  );
}
