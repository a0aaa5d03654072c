// Performs the steps of journeys in k6. Requests carry their name and kind as tags, and nothing is
// followed or read that a journey does not ask for. Whatever is the same for many requests is made
// once per VU, for k6's engine is an interpreter.
import { sleep } from "k6";
import exec from "k6/execution";
import http, { type RefinedParams, type RefinedResponse, type ResponseType } from "k6/http";
import { requestTimeoutMs, type Answer, type Request, type Steps } from "../journeys/step.ts";
import type { Stage } from "../stage/stage.ts";

/** What a walk's samples are tagged with. */
export interface Walk {
  /** Index of the phase, or -1 for what belongs to no arrival. */
  readonly phase: number;
  readonly measured: boolean;
  /** When the first step was due, in ms since 1970. Default: now. */
  readonly dueMs?: number;
  /** It is looked at how long requests wait in k6, which costs as much as making them. */
  readonly timed?: boolean;
}

/** One VU, as a client of one server. */
export class Performer {
  readonly #stage: Pick<Stage, "target" | "users">;
  /** A look at a shared array parses its item anew, so tokens are kept. */
  readonly #authorizations = new Map<number, string>();
  readonly #tags = new Map<string, Tags>();
  readonly #pollTags = new Map<string, Tags>();
  #phase: number | undefined;

  constructor(stage: Pick<Stage, "target" | "users">) {
    this.#stage = stage;
    // Said once, so that most requests need not say it.
    http.setResponseCallback(http.expectedStatuses(200));
  }

  /**
   * Walks a journey to its end.
   * @returns for how long its requests, added up, waited in k6 itself, in ms: from when they were
   * due to their answer, less the time that they were open or had their connections made; 0 where
   * nobody looks
   */
  perform(steps: Steps, { dueMs = Date.now(), timed = false, ...walk }: Walk): number {
    this.#tagAll(walk);
    let heldMs = 0;
    let step = steps.next([]);
    while (step.done !== true) {
      if ("pauseMs" in step.value) {
        dueMs += step.value.pauseMs;
        sleep(Math.max(0, dueMs - Date.now()) / 1000);
        step = steps.next([]);
        continue;
      }
      const requests = step.value.ask;
      const responses = this.#exchange(requests);
      const endMs = Date.now();
      if (timed) {
        const openMs = Math.max(...responses.map(openMsOf));
        heldMs += responses.length * (endMs - dueMs - openMs);
      }
      dueMs = endMs;
      step = steps.next(responses.map((response, n) => answerOf(requests[n], response)));
    }
    return heldMs;
  }

  /** All samples of this VU carry the phase from now on; it changes seldom. */
  #tagAll({ phase, measured }: Pick<Walk, "phase" | "measured">): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    const { tags } = exec.vu.metrics;
    tags["phase"] = String(phase);
    tags["measured"] = measured ? "yes" : "no";
  }

  #exchange(requests: readonly Request[]): Responses {
    if (requests.length > 1) return http.batch(requests.map((request) => this.#callOf(request)));
    const { method, url, body, params } = this.#callOf(requests[0]);
    return [http.request(method, url, body, params)];
  }

  #callOf(request: Request): Call {
    const { method, path, json, bytes, expect, read, timeoutMs = requestTimeoutMs } = request;
    const params: RefinedParams<ResponseType> = {
      headers: this.#headersOf(request),
      tags: this.#tagsOf(request),
      timeout: timeoutMs,
    };
    if (read === true) params.responseType = "text";
    if (expect !== undefined) params.responseCallback = http.expectedStatuses(...expect);
    return {
      method,
      url: this.#stage.target + path,
      body: json === undefined ? bytesOf(bytes?.data) : JSON.stringify(json),
      params,
    };
  }

  #headersOf({ as, json, bytes }: Request): Record<string, string> {
    const headers: Record<string, string> = {};
    if (as !== undefined) {
      headers["Authorization"] =
        typeof as === "number" ? this.#authorization(as) : `Bearer ${as.token}`;
    }
    if (json !== undefined) headers["Content-Type"] = "application/json";
    if (bytes !== undefined) headers["Content-Type"] = bytes.type;
    return headers;
  }

  #authorization(user: number): string {
    return kept(this.#authorizations, user, () => `Bearer ${this.#stage.users[user].token}`);
  }

  #tagsOf({ name, longPoll }: Request): Tags {
    if (longPoll === true) return kept(this.#pollTags, name, () => ({ name, poll: "yes" }));
    return kept(this.#tags, name, () => ({ name, poll: "no" }));
  }
}

type Tags = Readonly<Record<string, string>>;
type Responses = readonly RefinedResponse<ResponseType>[];

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string | ArrayBuffer | null;
  readonly params: RefinedParams<ResponseType>;
}

function kept<Key, Value>(values: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

/** k6's duration begins when the connection is there. */
const openMsOf = ({ timings }: RefinedResponse<ResponseType>) =>
  timings.connecting + timings.tls_handshaking + timings.duration;

/** k6 takes whole buffers only. */
function bytesOf(data: Uint8Array | undefined): ArrayBuffer | null {
  if (data === undefined) return null;
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
}

/** What k6 tells of a response is looked up there each time, so nothing is asked in vain. */
function answerOf(request: Request, response: RefinedResponse<ResponseType>): Answer {
  const { status } = response;
  const ok = request.expect?.includes(status) ?? status === 200;
  const body = request.read === true ? response.body : "";
  return { status, ok, text: typeof body === "string" ? body : "" };
}
