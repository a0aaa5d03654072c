// The first look at a target: is it there, is it a Matrix server, what can it do? Every way in which
// an address can be wrong ends in a sentence about it, before any load is sent.
import { setTimeout as sleep } from "node:timers/promises";
import { at, jsonOf } from "../journeys/answer.ts";
import { versions } from "../journeys/requests.ts";
import type { Feature } from "../stage/stage.ts";
import { Client, codeOf } from "./client.ts";
import { LoadProblem } from "./load-problem.ts";
import type { Connection } from "./plan.ts";

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

const plainProblem = (host: string) =>
  new LoadProblem(`${host} does not speak TLS`, "Write http:// instead of https://.");

async function softwareOf(client: Client): Promise<string | undefined> {
  const path = "/_matrix/federation/v1/version";
  const answer = await client.try({ name: "version", method: "GET", path, read: true });
  if ("thrown" in answer) return undefined;
  const [name, version] = ["name", "version"].map((key) => at(jsonOf(answer), "server", key));
  return typeof name === "string" ? `${name} ${String(version)}`.slice(0, 100) : undefined;
}

function unreachable(target: string, thrown: unknown): LoadProblem {
  const code = codeOf(thrown) ?? String(thrown);
  const { host, hostname, protocol } = new URL(target);
  if (code === "ECONNREFUSED") {
    return new LoadProblem(
      `nothing listens at ${host}`,
      "Start the server (`rashomon synapse up` starts one here), or mend the port of the address.",
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new LoadProblem(`the name ${hostname} is not known`, "Mend the name in the address.");
  }
  if (/TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(code)) {
    return new LoadProblem(
      `${host} does not answer (${code})`,
      "Look whether the server runs, whether it is http:// or https:// there, and whether something blocks the way.",
    );
  }
  if (/SSL|TLS|CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    const plain = /WRONG_VERSION|PACKET_LENGTH|EPROTO/.test(code + String(thrown));
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
      return new LoadProblem(
        `the certificate of ${host} is for another name`,
        "Write the name that it is for in the address, or give --insecure on a test bench.",
      );
    }
    return plain
      ? plainProblem(host)
      : new LoadProblem(
          `the certificate of ${host} is not trusted (${code})`,
          "Give --ca FILE with the certificate that signed it, or --insecure on a test bench.",
        );
  }
  return new LoadProblem(
    `${host} closes the connection (${code})`,
    protocol === "http:"
      ? "It may want TLS: try https://."
      : "Look into the server's log; is this its client listener?",
  );
}

function noMatrix(target: string, status: number): LoadProblem {
  return new LoadProblem(
    `${target} answers, but is no Matrix server (HTTP ${status} for /_matrix/client/versions)`,
    "Give the base address of the Client-Server API, the one that clients use.",
  );
}
