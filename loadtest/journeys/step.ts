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

/** What came back. What servers say is not trusted: nothing of it throws. */
export interface Answer {
  /** The HTTP status; 0 where no answer came (refused, reset, timed out). */
  readonly status: number;
  /** True if the status was an expected one. */
  readonly ok: boolean;
  /** The body; empty where it was not to be read. */
  readonly text: string;
  /**
   * The text at a path of the body's JSON; undefined where there is none, or the request failed. Keys
   * are plain words: letters, digits, `_` and `-`.
   * @example answer.textAt("chunk", 0, "event_id")
   */
  textAt(...path: readonly (string | number)[]): string | undefined;
}

/** One step of a journey: a request, requests that are sent at once, or time that passes. */
export type Step = Request | readonly Request[] | Pause;

/** Time that passes. */
export interface Pause {
  /** In whole ms; 0 for none. */
  readonly pauseMs: number;
}

/**
 * The run of a journey. After a request it is resumed with the answer; after several at once, which are
 * nobody's to look at, and after a pause with `noAnswer`. It yields requests as they are, and not
 * through generators of helpers, for those are dear in k6's interpreter.
 */
export type Steps<Result = void> = Generator<Step, Result, Answer>;

/** True where requests go out at once. */
export const areSeveral = (step: Request | readonly Request[]): step is readonly Request[] =>
  Array.isArray(step);

/** What a user does, as a function of the scene that they act in. */
export type Journey = (scene: Scene) => Steps;

/** How long an answer may take, in ms, where a request does not say. */
export const requestTimeoutMs = 30_000;

/** Lets time pass, in whole ms. */
export const pause = (pauseMs: number): Pause => ({ pauseMs });

/** What is handed back where there is nothing to look at. */
export const noAnswer: Answer = { status: 0, ok: false, text: "", textAt: () => undefined };
