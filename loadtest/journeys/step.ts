// What a journey is: a plain generator that yields what it wants done next, as data, and is handed
// the answers. It performs nothing itself, knows no clock and no HTTP library, so that k6
// (loadtest/matrix) and Node (loadtest/driver) run the very same journeys. No async generators:
// they hang k6.
import type { Scene } from "./scene.ts";

/** Values that JSON can hold. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One request of the Client-Server API, without the server's address and without secrets. */
export interface Request {
  /** The route as metrics and thresholds name it, for example `send`; see request-names.ts. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path and query, percent-encoded. */
  readonly path: string;
  /**
   * Who asks: a user by index, whose token the adapter looks up; a token that the journey got
   * itself; or nobody.
   */
  readonly as?: number | { readonly token: string };
  readonly json?: Json;
  /** A body that is no JSON. */
  readonly bytes?: { readonly type: string; readonly data: Uint8Array };
  /** Status codes that are no error. Default: 200. */
  readonly expect?: readonly number[];
  /** True where the journey looks into the answer; else the adapter throws the body away. */
  readonly read?: boolean;
  /** Default: `requestTimeoutMs`. A long poll needs longer. */
  readonly timeoutMs?: number;
  /** True for requests that the server holds open: their time is no latency. */
  readonly longPoll?: boolean;
}

/** What came back. */
export interface Answer {
  /** The HTTP status; 0 where no answer came (refused, reset, timed out). */
  readonly status: number;
  /** True if the status was an expected one. */
  readonly ok: boolean;
  /** The body; empty where it was not to be read. */
  readonly text: string;
}

/** One step of a journey: requests that are sent at once, or time that passes. */
export type Step = { readonly ask: readonly Request[] } | { readonly pauseMs: number };

/** The run of a journey. After `ask` it is resumed with the answers in order, after a pause with none. */
export type Steps<Result = void> = Generator<Step, Result, readonly Answer[]>;

/** What a user does, as a function of the scene that they act in. */
export type Journey = (scene: Scene) => Steps;

/** How long an answer may take, in ms, where a request does not say. */
export const requestTimeoutMs = 30_000;

/** Sends one request. */
export function* ask(request: Request): Steps<Answer> {
  const [answer] = yield { ask: [request] };
  return answer;
}

/** Sends requests at once, as a client does that loads a page. */
export function* askAll(requests: readonly Request[]): Steps<readonly Answer[]> {
  return yield { ask: requests };
}

/** Lets time pass, in whole ms. */
export function* pause(ms: number): Steps {
  if (ms > 0) yield { pauseMs: ms };
}

/** An answer's JSON, or undefined where it failed or is none: what servers say is not trusted. */
export function jsonOf(answer: Answer): unknown {
  if (!answer.ok || answer.text === "") return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** The value at a path inside a JSON value. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  for (let n = 0; n < path.length; n++) {
    const key = path[n];
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

/** The text at a path of an answer's JSON. @example textAt(jsonOf(answer), "event_id") */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}
