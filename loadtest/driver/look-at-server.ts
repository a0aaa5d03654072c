// The first look at a target: is it there, is it a Matrix server, what can it do? Every way in which
// an address can be wrong ends in a sentence about it, before any load is sent.
import { setTimeout as sleep } from "node:timers/promises";
import { at, jsonOf } from "../journeys/answer.ts";
import { versions } from "../journeys/requests.ts";
import type { Feature } from "../stage/stage.ts";
import { Client } from "./client.ts";
import type { Connection } from "./plan.ts";
import { noMatrix, plainProblem, unreachable } from "./target-problem.ts";

/** What a server says about itself. */
export interface ServerFacts {
  readonly features: readonly Feature[];
  /** Versions of the specification, newest last. */
  readonly versions: readonly string[];
  /** Name and version of the program, where it tells (`/_matrix/federation/v1/version`). */
  readonly software: string | undefined;
}

/** @throws LoadProblem where there is no Matrix server, or the signal's reason */
export async function lookAtServer(
  target: string,
  connection: Connection = {},
  signal?: AbortSignal,
): Promise<ServerFacts> {
  const client = new Client({ target, users: [] }, { onEnd: () => {}, connection, signal });
  try {
    const looking = client.try({ ...versions(), read: true, timeoutMs: 10_000 });
    const answer = await Promise.race([looking, plainInstead(target, looking, signal)]);
    signal?.throwIfAborted();
    if ("thrown" in answer) throw unreachable(target, answer.thrown);
    const list = at(jsonOf(answer), "versions");
    if (!Array.isArray(list)) throw noMatrix(target, answer.status);
    const unstable = at(jsonOf(answer), "unstable_features");
    const sliding = at(unstable, "org.matrix.simplified_msc3575") === true;
    return {
      features: sliding ? ["sliding-sync"] : [],
      versions: list.filter((item) => typeof item === "string"),
      software: await softwareOf(client),
    };
  } finally {
    await client.destroy();
  }
}

/**
 * A server that speaks no TLS may say nothing to who begins with it, and ten seconds pass: so where an
 * answer over TLS takes long, the same is asked without. Throws where that is answered; else it is never
 * heard of again.
 */
async function plainInstead(
  target: string,
  looking: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<never> {
  const never = new Promise<never>(() => {});
  if (!target.startsWith("https:")) return never;
  const patience = new AbortController();
  const waited = sleep(plainAfterMs, "no answer", { signal: patience.signal, ref: false });
  const first = await Promise.race([looking, waited.catch(() => undefined)]);
  patience.abort();
  if (first !== "no answer" || signal?.aborted === true) return never;
  const plain = { target: target.replace(/^https:/, "http:"), users: [] };
  const client = new Client(plain, { onEnd: () => {}, signal });
  const answer = await client.try({ ...versions(), read: true, timeoutMs: 10_000 });
  await client.destroy();
  if ("thrown" in answer || !Array.isArray(at(jsonOf(answer), "versions"))) return never;
  throw plainProblem(new URL(target).host);
}

const plainAfterMs = 500;

async function softwareOf(client: Client): Promise<string | undefined> {
  const path = "/_matrix/federation/v1/version";
  const answer = await client.try({ name: "version", method: "GET", path, read: true });
  if ("thrown" in answer) return undefined;
  const [name, version] = ["name", "version"].map((key) => at(jsonOf(answer), "server", key));
  return typeof name === "string" ? `${name} ${String(version)}`.slice(0, 100) : undefined;
}
