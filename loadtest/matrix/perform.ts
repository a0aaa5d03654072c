// Performs the steps of journeys in k6. Requests carry their name as a tag, and nothing is followed or
// read that a journey does not ask for. k6's engine is an interpreter, and all that goes between it
// and k6 goes through Go's reflection: what is the same for many requests is made once per VU, and
// what nobody looks at in a response is never asked for.
import { sleep } from "k6";
import exec from "k6/execution";
import http, { type RefinedParams, type ResponseType } from "k6/http";
import { areSeveral, noAnswer, requestTimeoutMs } from "../journeys/step.ts";
import type { Request, Steps } from "../journeys/step.ts";
import type { Stage } from "../stage/stage.ts";
import { LazyAnswer, type Response } from "./lazy-answer.ts";

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
  /** What requests of a name want. */
  readonly #kept = new Map<string, Kept>();
  /** Headers of the users that asked last, by user and whether JSON goes along. */
  readonly #headers = new Map<number, Headers>();
  /** Requests that go out at once are one exchange. */
  #exchange = 0;
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
    let step = steps.next(noAnswer);
    while (step.done !== true) {
      const wanted = step.value;
      if ("pauseMs" in wanted) {
        dueMs += wanted.pauseMs;
        sleep(Math.max(0, dueMs - Date.now()) / 1000);
        step = steps.next(noAnswer);
        continue;
      }
      const several = areSeveral(wanted);
      const response = several
        ? this.#sendAll(wanted, untilMs - dueMs)
        : this.#send(wanted, untilMs - dueMs);
      const endMs = Date.now();
      if (timed) heldMs += heldOf(response, endMs - dueMs);
      if (endMs >= untilMs) return { heldMs, whole: false };
      dueMs = endMs;
      step = steps.next(several ? noAnswer : new LazyAnswer(wanted, response as Response));
    }
    return { heldMs, whole: true };
  }

  #send(request: Request, leftMs: number): Response {
    const { method, path } = request;
    this.#exchange++;
    const params = this.#paramsFor(request, leftMs);
    return http.request(method, this.#target + path, bodyOf(request), params);
  }

  #sendAll(requests: readonly Request[], leftMs: number): readonly Response[] {
    const calls: Call[] = [];
    this.#exchange++;
    for (const request of requests) {
      const { method, path } = request;
      const params = this.#paramsFor(request, leftMs);
      calls.push([method, this.#target + path, bodyOf(request), params]);
    }
    return http.batch(calls);
  }

  /** k6 reads what is wanted as it sends, so what was kept may change, but not within an exchange. */
  #paramsFor(request: Request, leftMs: number): Params {
    const { name } = request;
    const kept = this.#kept.get(name);
    if (kept === undefined || kept.exchange === this.#exchange) {
      const params = this.#paramsOf(request, leftMs);
      if (kept === undefined) this.#kept.set(name, { params, exchange: this.#exchange });
      return params;
    }
    const { params } = kept;
    kept.exchange = this.#exchange;
    params.timeout = timeoutOf(request, leftMs);
    params.headers = this.#headersFor(request);
    return params;
  }

  /** What a request wants of k6: the same for all of a name, but for who asks and for how long. */
  #paramsOf(request: Request, leftMs: number): Params {
    const { name, expect, read, longPoll } = request;
    const headers = this.#headersFor(request);
    const tags: Params["tags"] = longPoll === true ? { name, poll: "yes" } : { name };
    const params: Params = { headers, tags, timeout: timeoutOf(request, leftMs) };
    if (read === true) params.responseType = "text";
    if (expect !== undefined) params.responseCallback = http.expectedStatuses(...expect);
    return params;
  }

  /** A burst is of one user: k6 reads an object that several requests share only once. */
  #headersFor({ as, json, bytes }: Request): Headers {
    if (typeof as !== "number")
      return headersOf(as?.token, json === undefined ? bytes?.type : jsonType);
    if (bytes !== undefined) return headersOf(this.#users[as].token, bytes.type);
    const key = json === undefined ? 2 * as : 2 * as + 1;
    const known = this.#headers.get(key);
    if (known !== undefined) return known;
    if (this.#headers.size === headersMost) this.#headers.clear();
    const headers = headersOf(this.#users[as].token, json === undefined ? undefined : jsonType);
    this.#headers.set(key, headers);
    return headers;
  }
}

const jsonType = "application/json";
/** Thousands of users times thousands of VUs would be many. */
const headersMost = 64;

type Headers = Readonly<Record<string, string>>;
type Params = RefinedParams<ResponseType>;
/** The params of a name, and the number of the exchange that they were last for. */
interface Kept {
  readonly params: Params;
  exchange: number;
}
/** As k6 takes it in a batch; a list costs it less than an object. */
type Call = [method: string, url: string, body: string | ArrayBuffer | null, params: Params];

function headersOf(token: string | undefined, type: string | undefined): Headers {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
  if (type !== undefined) headers["Content-Type"] = type;
  return headers;
}

/** A request's timeout, with no more time for its answer than is left. */
function timeoutOf({ timeoutMs = requestTimeoutMs }: Request, leftMs: number): number {
  return timeoutMs <= leftMs ? timeoutMs : Math.max(1, leftMs);
}

/** For how long requests waited in k6, added up, of which it is `ms` since they were due. */
function heldOf(response: Response | readonly Response[], ms: number): number {
  const responses = "status" in response ? [response] : response;
  return responses.length * (ms - Math.max(...responses.map(openMsOf)));
}

/** k6's duration begins when the connection is there. */
const openMsOf = ({ timings }: Response) =>
  timings.connecting + timings.tls_handshaking + timings.duration;

/** k6 takes whole buffers only. */
function bodyOf({ json, bytes }: Request): string | ArrayBuffer | null {
  if (json !== undefined) return JSON.stringify(json);
  if (bytes === undefined) return null;
  const { data } = bytes;
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
}
