// The requests of a load, made beforehand: what a bare loop sends, that has no journeys, metrics or
// histograms. Made once, by walking the very arrivals that the drivers will make.
import { Client } from "../../../../loadtest/driver/client.ts";
import { walk } from "../../../../loadtest/driver/walk.ts";
import {
  areSeveral,
  noAnswer,
  type Request,
  type Steps,
} from "../../../../loadtest/journeys/step.ts";
import type { Stage } from "../../../../loadtest/stage/stage.ts";
import { Workload } from "../../../../loadtest/workload.ts";

/** Journeys that do not wait; each makes some eight requests. */
export const mix = { "page-load": 1, "create-and-invite": 1 };
export const seed = "1";

/** What a client needs to send a request. */
export interface BareCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly origin: string;
  readonly path: string;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly read: boolean;
}

/** The requests of one journey: groups that go out at once, one after the other. */
export type Visit = readonly (readonly BareCall[])[];

/** Makes the first journeys, unmeasured, and keeps their requests. */
export async function visitsOf(stage: Stage, count: number): Promise<readonly Visit[]> {
  const shape = [{ name: "x", durationMs: 1, fromRate: 0, toRate: 0, measured: true }];
  const workload = new Workload({ stage, mix, shape, seed, runId: "bare" });
  const client = new Client(stage, { onEnd: () => {} });
  const visits: Visit[] = [];
  for (let n = 0; n < count; n++) {
    const visit: BareCall[][] = [];
    const steps = keeping(workload.stepsOf(workload.arrival(n, () => Date.now())), (requests) => {
      visit.push(requests.map((request) => bareCall(stage, request)));
    });
    const at = { client, dueMs: performance.now(), phase: 0, signal: new AbortController().signal };
    await walk(steps, at);
    visits.push(visit);
  }
  await client.destroy();
  return visits;
}

/** The same steps, each told to somebody first. */
function* keeping(steps: Steps, tell: (requests: readonly Request[]) => void): Steps {
  let step = steps.next(noAnswer);
  while (step.done !== true) {
    const wanted = step.value;
    if (!("pauseMs" in wanted)) tell(areSeveral(wanted) ? wanted : [wanted]);
    step = steps.next(yield wanted);
  }
}

function bareCall({ target, users }: Stage, { method, path, json, as, read }: Request): BareCall {
  const token = typeof as === "number" ? users[as].token : as?.token;
  return {
    ...{ method, origin: target, path, read: read === true },
    body: json === undefined ? null : JSON.stringify(json),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
    },
  };
}
