// Performs the steps of a journey in k6. Requests carry their name, phase and kind as tags, and
// nothing is followed or read that the journey does not ask for.
import { sleep } from "k6";
import http, { type RefinedParams, type RefinedResponse, type ResponseType } from "k6/http";
import { requestTimeoutMs, type Answer, type Request, type Steps } from "../journeys/step.ts";
import type { Stage } from "../stage/stage.ts";

/** Where requests go, and what their samples are tagged with. */
export interface Performance {
  readonly stage: Pick<Stage, "target" | "users">;
  /** Index of the phase, or -1 for what belongs to no arrival. */
  readonly phase: number;
  readonly measured: boolean;
}

/** Walks a journey to its end. */
export function perform(steps: Steps, performance: Performance): void {
  let step = steps.next([]);
  while (step.done !== true) {
    if ("pauseMs" in step.value) {
      sleep(step.value.pauseMs / 1000);
      step = steps.next([]);
    } else {
      step = steps.next(askAll(step.value.ask, performance));
    }
  }
}

function askAll(requests: readonly Request[], performance: Performance): readonly Answer[] {
  const calls = requests.map((request) => callOf(request, performance));
  if (calls.length === 1) {
    const [{ method, url, body, params }] = calls;
    return [answerOf(requests[0], http.request(method, url, body, params))];
  }
  return http.batch(calls).map((response, n) => answerOf(requests[n], response));
}

function callOf(request: Request, performance: Performance): Call {
  const { method, path, json, bytes, timeoutMs = requestTimeoutMs } = request;
  return {
    method,
    url: performance.stage.target + path,
    body: json === undefined ? bytesOf(bytes?.data) : JSON.stringify(json),
    params: {
      headers: headersOf(request, performance),
      tags: {
        name: request.name,
        phase: String(performance.phase),
        measured: performance.measured ? "yes" : "no",
        poll: request.longPoll === true ? "yes" : "no",
      },
      timeout: timeoutMs,
      redirects: 0,
      responseType: request.read === true ? "text" : "none",
      responseCallback: http.expectedStatuses(...(request.expect ?? [200])),
    },
  };
}

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string | ArrayBuffer | null;
  readonly params: RefinedParams<ResponseType>;
}

/** k6 takes whole buffers only. */
function bytesOf(data: Uint8Array | undefined): ArrayBuffer | null {
  if (data === undefined) return null;
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
}

function headersOf({ as, json, bytes }: Request, { stage }: Performance): Record<string, string> {
  const headers: Record<string, string> = {};
  if (as !== undefined) {
    const token = typeof as === "number" ? stage.users[as].token : as.token;
    headers["Authorization"] = `Bearer ${token}`;
  }
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (bytes !== undefined) headers["Content-Type"] = bytes.type;
  return headers;
}

function answerOf(request: Request, { status, body }: RefinedResponse<ResponseType>): Answer {
  const ok = request.expect?.includes(status) ?? status === 200;
  return { status, ok, text: typeof body === "string" ? body : "" };
}
