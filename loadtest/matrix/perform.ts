// Performs the steps of journeys in k6. Requests carry their name as a tag, and nothing is followed or
// read that a journey does not ask for. k6's engine is an interpreter, and all that goes between it
// and k6 goes through Go's reflection: what is the same for many requests is made once per VU, and
// what nobody looks at in a response is never asked for.
import { sleep } from "k6";
import exec from "k6/execution";
import http, { type RefinedParams, type ResponseType } from "k6/http";
import { requestTimeoutMs, type Request, type Steps } from "../journeys/step.ts";
import type { Stage } from "../stage/stage.ts";
import { LazyAnswer, type Responses } from "./lazy-answer.ts";

export interface Walk {
  /** When the first step was due, in ms since 1970. Default: now. */
  readonly dueMs?: number;
  /**
   * When nobody waits any longer, in ms since 1970: what is open then has failed, and nothing more is
   * asked. k6 itself would end the walk without a word of its open requests. Default: never.
   */
  readonly untilMs?: number;
  /** It is looked at how long requests wait in k6, which costs as much as making them. */
  readonly timed?: boolean;
}

/** What came of a walk. */
export interface Walked {
  /**
   * For how long its requests, added up, waited in k6 itself, in ms: from when they were due to their
   * answer, less the time that they were open or had their connections made; 0 where nobody looks.
   */
  readonly heldMs: number;
  /** False where its time was over before its end. */
  readonly whole: boolean;
}

/** One VU, as a client of one server. */
export class Performer {
  readonly #target: string;
  readonly #users: Stage["users"];
  /** What a user's requests of a name want, by both; see #paramsOf. */
  readonly #params = new Map<string, Params>();
  #phase: number | undefined;

  constructor({ target, users }: Pick<Stage, "target" | "users">) {
    this.#target = target;
    this.#users = users;
    // Said once, so that most requests need not say it.
    http.setResponseCallback(http.expectedStatuses(200));
  }

  /** All samples of this VU carry the phase from now on; it changes seldom. */
  tagAll(phase: number, measured: boolean): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    const { tags } = exec.vu.metrics;
    tags["phase"] = String(phase);
    tags["measured"] = measured ? "yes" : "no";
    tags["poll"] = "no";
  }

  /** Walks a journey to its end, or until its time is over. */
  perform(
    steps: Steps,
    { dueMs = Date.now(), untilMs = Infinity, timed = false }: Walk = {},
  ): Walked {
    let heldMs = 0;
    let step = steps.next([]);
    while (step.done !== true) {
      const wanted = step.value;
      if ("pauseMs" in wanted) {
        dueMs += wanted.pauseMs;
        sleep(Math.max(0, dueMs - Date.now()) / 1000);
        step = steps.next([]);
        continue;
      }
      const requests = wanted.ask;
      const responses = this.#exchange(requests, untilMs - dueMs);
      const endMs = Date.now();
      if (timed) {
        const openMs = Math.max(...responses.map(openMsOf));
        heldMs += requests.length * (endMs - dueMs - openMs);
      }
      if (endMs >= untilMs) return { heldMs, whole: false };
      dueMs = endMs;
      step = steps.next(requests.map((request, n) => new LazyAnswer(request, responses, n)));
    }
    return { heldMs, whole: true };
  }

  #exchange(requests: readonly Request[], leftMs: number): Responses {
    if (requests.length > 1) {
      return http.batch(requests.map((request) => this.#callOf(request, leftMs)));
    }
    const request = requests[0];
    const url = this.#target + request.path;
    return [http.request(request.method, url, bodyOf(request), this.#paramsFor(request, leftMs))];
  }

  #callOf(request: Request, leftMs: number): Call {
    const url = this.#target + request.path;
    return [request.method, url, bodyOf(request), this.#paramsFor(request, leftMs)];
  }

  /** What a request wants, with no more time for its answer than is left. */
  #paramsFor(request: Request, leftMs: number): Params {
    const params = this.#paramsOf(request);
    const { timeoutMs = requestTimeoutMs } = request;
    // k6 reads it at once, so what is kept may change.
    params.timeout = timeoutMs <= leftMs ? timeoutMs : Math.max(1, leftMs);
    return params;
  }

  /** All that one name asks of one user is wanted alike, but for what says its own timeout. */
  #paramsOf(request: Request): Params {
    const { name, as, timeoutMs } = request;
    if (timeoutMs !== undefined || typeof as === "object") return this.#makeParams(request);
    const key = `${as} ${name}`;
    const known = this.#params.get(key);
    if (known !== undefined) return known;
    const made = this.#makeParams(request);
    if (this.#params.size === paramsMost) this.#params.clear();
    this.#params.set(key, made);
    return made;
  }

  #makeParams(request: Request): Params {
    const { name, as, json, bytes, expect, read, longPoll } = request;
    const token = typeof as === "number" ? this.#users[as].token : as?.token;
    const headers: Record<string, string> = {};
    if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
    if (json !== undefined) headers["Content-Type"] = "application/json";
    if (bytes !== undefined) headers["Content-Type"] = bytes.type;
    const params: Params = {
      headers,
      tags: longPoll === true ? { name, poll: "yes" } : { name },
    };
    if (read === true) params.responseType = "text";
    if (expect !== undefined) params.responseCallback = http.expectedStatuses(...expect);
    return params;
  }
}

/** With one more all are forgotten: thousands of users times thousands of VUs are many. */
const paramsMost = 500;

type Params = RefinedParams<ResponseType>;
/** As k6 takes it in a batch; a list costs it less than an object. */
type Call = [method: string, url: string, body: string | ArrayBuffer | null, params: Params];

/** k6's duration begins when the connection is there. */
const openMsOf = ({ timings }: Responses[number]) =>
  timings.connecting + timings.tls_handshaking + timings.duration;

/** k6 takes whole buffers only. */
function bodyOf({ json, bytes }: Request): string | ArrayBuffer | null {
  if (json !== undefined) return JSON.stringify(json);
  if (bytes === undefined) return null;
  const { data } = bytes;
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
}
