// Where users come from: made with Synapse's registration shared secret, made by open registration,
// or given in a file. Passwords are random and live in the stage only.
import { createHmac, randomBytes } from "node:crypto";
import { at } from "../journeys/answer.ts";
import { login } from "../journeys/requests.ts";
import type { Answer, Request } from "../journeys/step.ts";
import type { Account } from "../stage/furnish.ts";
import { LoadProblem } from "./load-problem.ts";

/** Where a stage's users come from. */
export type AccountSource =
  | { readonly kind: "shared secret"; readonly secret: string }
  | { readonly kind: "open registration" }
  | { readonly kind: "given"; readonly accounts: readonly GivenAccount[] };

/** An account of a file: a user id with a password, an access token, or both. */
export interface GivenAccount {
  readonly userId: string;
  readonly password?: string;
  readonly token?: string;
}

/** Sends one request; the answer's text is there if the request reads it. */
export type SendOne = (request: Request) => Promise<Answer>;

/**
 * Makes or takes the n-th account.
 * @throws LoadProblem where the server refuses
 */
export async function makeAccount(
  source: AccountSource,
  {
    n,
    suffix,
    send,
    admin = false,
  }: {
    n: number;
    suffix: string;
    send: SendOne;
    /** By the shared secret also an administrator can be made. */
    admin?: boolean;
  },
): Promise<Account> {
  const name = `rashomon-${suffix}-${n}`;
  if (source.kind === "given") return takeAccount(source.accounts[n], send);
  const password = randomBytes(12).toString("base64url");
  const answer = await (source.kind === "shared secret"
    ? registerWithSecret({ name, password, secret: source.secret, admin }, send)
    : registerOpenly({ name, password }, send));
  return accountOf(answer, password) ?? refuse(source, answer);
}

/** Synapse's `/_synapse/admin/v1/register`: a nonce, and an HMAC-SHA1 over who is to be made. */
async function registerWithSecret(
  {
    name,
    password,
    secret,
    admin,
  }: {
    name: string;
    password: string;
    secret: string;
    admin: boolean;
  },
  send: SendOne,
): Promise<Answer> {
  const path = "/_synapse/admin/v1/register";
  const asked = await send({ name: "register", method: "GET", path, read: true });
  const nonce = asked.textAt("nonce");
  if (nonce === undefined) {
    throw new LoadProblem(
      `the server has no registration by shared secret (${statusText(asked)})`,
      "It is Synapse's own: set `registration_shared_secret` there, or give --accounts FILE.",
    );
  }
  const mac = createHmac("sha1", secret)
    .update([nonce, name, password, admin ? "admin" : "notadmin"].join("\0"))
    .digest("hex");
  const json = { nonce, username: name, password, admin, mac };
  return send({ name: "register", method: "POST", path, json, read: true });
}

function registerOpenly(
  { name, password }: { name: string; password: string },
  send: SendOne,
): Promise<Answer> {
  return send({
    ...{ name: "register", method: "POST", path: "/_matrix/client/v3/register", read: true },
    json: { username: name, password, auth: { type: "m.login.dummy" } },
  });
}

function refuse(source: AccountSource, answer: Answer): never {
  const why = statusText(answer);
  if (answer.status === 429) {
    throw new LoadProblem(
      `the server limits registrations (${why})`,
      "Raise its rc_registration, or give --accounts FILE with accounts that exist.",
    );
  }
  if (source.kind === "shared secret") {
    throw new LoadProblem(
      `the server refuses the registration shared secret (${why})`,
      "Compare the file of --registration-secret with `registration_shared_secret` of the server.",
    );
  }
  throw new LoadProblem(
    `the server does not let us register users (${why})`,
    "Give --registration-secret FILE (Synapse), or --accounts FILE with accounts that exist.",
  );
}

async function takeAccount(given: GivenAccount, send: SendOne): Promise<Account> {
  const { userId, password, token } = given;
  if (token === undefined) {
    if (password === undefined) throw new Error("an account without password and token");
    const answer = await send(login(userId, password));
    const account = accountOf(answer, password);
    if (account !== undefined) return account;
    throw new LoadProblem(
      `the server refuses the password of ${userId} (${statusText(answer)})`,
      "Mend the line of the accounts file; its form is " +
        '{"user_id":"@a:example.org","password":"…"} or with "access_token".',
    );
  }
  const path = "/_matrix/client/v3/account/whoami";
  const asked = await send({ name: "whoami", method: "GET", path, as: { token }, read: true });
  const [id, deviceId] = [asked.textAt("user_id"), asked.textAt("device_id")];
  if (id !== userId) {
    throw new LoadProblem(
      `the access token of ${userId} ${id === undefined ? "is not valid" : `is ${id}'s`} ` +
        `(${statusText(asked)})`,
      "Mend the line of the accounts file; log in anew to get a token.",
    );
  }
  return { id, deviceId: deviceId ?? "NONE", token, ...(password !== undefined && { password }) };
}

function accountOf(answer: Answer, password: string): Account | undefined {
  const [id, token] = [answer.textAt("user_id"), answer.textAt("access_token")];
  const deviceId = answer.textAt("device_id");
  if (id === undefined || token === undefined || deviceId === undefined) return undefined;
  return { id, deviceId, token, password };
}

/** What the server said, short: status and Matrix's error code. */
function statusText({ status, text }: Answer): string {
  if (status === 0) return "no answer";
  let code: unknown;
  try {
    code = at(JSON.parse(text), "errcode");
  } catch {
    code = undefined;
  }
  return typeof code === "string" ? `HTTP ${status}, ${code}` : `HTTP ${status}`;
}
