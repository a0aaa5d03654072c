// Sends requests of journeys over undici. Connections are never scarce: what waits, waits for the
// server. Times count from when a request was due. Answers, failures and timeouts all come back as
// data; only the recorder hears of them.
import { performance } from "node:perf_hooks";
import { Agent } from "undici";
import { TextAnswer } from "../journeys/answer.ts";
import { requestTimeoutMs, type Answer, type Request } from "../journeys/step.ts";
import type { Stage } from "../stage/stage.ts";
import { connectOptions } from "./connect.ts";
import type { Connection } from "./plan.ts";
import type { RequestEnd } from "./recorder.ts";

/** Whom an ended request is reported to. */
export type OnEnd = (end: RequestEnd) => void;

export class Client {
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #authorizations: readonly string[];
  readonly #onEnd: OnEnd;
  #open = 0;
  #openArea = 0;
  #changedMs = performance.now();
  #closed = false;
  #givenUp = false;
  readonly #cutOff = new AbortController();
  readonly #cut = () => void this.destroy();
  readonly #forget: () => void;

  constructor(
    stage: Pick<Stage, "target" | "users">,
    {
      onEnd,
      connection = {},
      signal,
    }: {
      onEnd: OnEnd;
      connection?: Connection;
      /** Cuts all connections off. */
      signal?: AbortSignal | undefined;
    },
  ) {
    // Undici lets go of requests, not of connections that are still being made.
    const connect = { ...connectOptions(connection), signal: this.#cutOff.signal };
    this.#agent = new Agent({ pipelining: 1, keepAliveTimeout: 10_000, connect });
    const { origin, pathname } = new URL(stage.target);
    this.#origin = origin;
    this.#prefix = pathname.replace(/\/+$/, "");
    this.#authorizations = stage.users.map(({ token }) => `Bearer ${token}`);
    this.#onEnd = onEnd;
    this.#forget = () => signal?.removeEventListener("abort", this.#cut);
    signal?.addEventListener("abort", this.#cut, { once: true });
    if (signal?.aborted === true) this.#cut();
  }

  /**
   * Sends a request.
   * @param dueMs when it was due, on the clock of `performance.now()`
   */
  async send(
    request: Request,
    { dueMs, phase }: { dueMs: number; phase: number },
  ): Promise<Answer> {
    const { name, longPoll = false } = request;
    const weight = longPoll ? 0 : 1;
    this.#count(weight, performance.now());
    const { status, text, failure } = await this.#exchange(request);
    const endMs = performance.now();
    this.#count(-weight, endMs);
    const ms = endMs - dueMs;
    if (failure === undefined || !this.#closed) {
      this.#onEnd({ name, phase, ms, longPoll, failure });
    } else if (this.#givenUp && !longPoll) {
      // It had the whole drain for its answer.
      this.#onEnd({ name, phase, ms, longPoll, failure: "unanswered" });
    }
    // What is cut off earlier is no failure of the server.
    return new TextAnswer({ status, text, ok: failure === undefined });
  }

  /** Sends a request that is not measured; a failure comes back as it was thrown. */
  async try(request: Request): Promise<Answer | { readonly thrown: unknown }> {
    const { status, text, failure, thrown } = await this.#exchange(request);
    if (status === 0) return { thrown };
    return new TextAnswer({ status, text, ok: failure === undefined });
  }

  async #exchange(request: Request): Promise<Exchange> {
    const { method, path, json, bytes, timeoutMs = requestTimeoutMs } = request;
    try {
      const response = await this.#agent.request({
        origin: this.#origin,
        path: this.#prefix + path,
        method,
        headers: this.#headers(request),
        body: bytes?.data ?? (json === undefined ? null : JSON.stringify(json)),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const status = response.statusCode;
      let text = "";
      if (request.read === true) text = await response.body.text();
      else await response.body.dump();
      const ok = request.expect?.includes(status) ?? status === 200;
      return { status, text, failure: ok ? undefined : `http ${status}` };
    } catch (thrown) {
      return { status: 0, text: "", failure: failureOf(thrown), thrown };
    }
  }

  #headers({ as, json, bytes }: Request): Record<string, string> {
    const headers: Record<string, string> = {};
    if (as !== undefined) {
      headers["authorization"] =
        typeof as === "number" ? this.#authorizations[as] : `Bearer ${as.token}`;
    }
    if (json !== undefined) headers["content-type"] = "application/json";
    if (bytes !== undefined) headers["content-type"] = bytes.type;
    return headers;
  }

  /** Keeps the area under the number of open requests, for Little's law. */
  #count(change: number, nowMs: number): void {
    this.#openArea += this.#open * (nowMs - this.#changedMs);
    this.#changedMs = nowMs;
    this.#open += change;
  }

  /** Number of open requests × ms since the start; long polls apart. */
  get openArea(): number {
    this.#count(0, performance.now());
    return this.#openArea;
  }

  /** Requests that are open now, long polls apart. */
  get open(): number {
    return this.#open;
  }

  /** From now on, what is cut off counts as unanswered. */
  giveUp(): void {
    this.#givenUp = true;
  }

  /** Cuts all connections off at once. */
  async destroy(): Promise<void> {
    this.#closed = true;
    this.#forget();
    const destroyed = this.#agent.destroy();
    this.#cutOff.abort();
    await destroyed;
  }
}

interface Exchange {
  readonly status: number;
  readonly text: string;
  readonly failure: string | undefined;
  readonly thrown?: unknown;
}

const kinds: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ENOTFOUND: "name unknown",
  EAI_AGAIN: "name unknown",
};

/** The kind of a failure that is no answer, in a word. */
export function failureOf(thrown: unknown): string {
  const code = codeOf(thrown);
  if (code === undefined) return "other";
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return "tls";
  return kinds[code] ?? "other";
}

/** The system's code of a failure; happy eyeballs wrap several into one. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ("code" in thrown && typeof thrown.code === "string") return thrown.code;
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  return codeOf(thrown.cause);
}
