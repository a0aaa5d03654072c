// Walks one journey: performs each step and hands the answers back. After a pause a request is due
// when the pause should have ended, so a late timer counts against the measured time, not for it.
import { performance } from "node:perf_hooks";
import { areSeveral, noAnswer, type Answer, type Request, type Steps } from "../journeys/step.ts";
import type { Client } from "./client.ts";
import { noPhase } from "./recorder.ts";

/** Where and when a walk takes place. */
export interface Walk {
  readonly client: Client;
  /** When the first step is due, on the clock of `performance.now()`. */
  readonly dueMs: number;
  readonly phase: number;
  readonly signal: AbortSignal;
}

/** Walks to the end, or until the signal; answers true at the end. Never throws for the server. */
export async function walk(
  steps: Steps,
  { client, dueMs: firstDueMs, phase, signal }: Walk,
): Promise<boolean> {
  let dueMs = firstDueMs;
  let step = steps.next(noAnswer);
  while (step.done !== true) {
    if (signal.aborted) return false;
    if ("pauseMs" in step.value) {
      dueMs += step.value.pauseMs;
      await sleepUntil(dueMs, signal);
      step = steps.next(noAnswer);
      continue;
    }
    const answer = await send(client, step.value, { dueMs, phase });
    if (signal.aborted) return false;
    dueMs = performance.now();
    step = steps.next(answer);
  }
  return true;
}

async function send(
  client: Client,
  asked: Request | readonly Request[],
  due: { dueMs: number; phase: number },
): Promise<Answer> {
  if (!areSeveral(asked)) return client.send(asked, due);
  await Promise.all(asked.map((request) => client.send(request, due)));
  return noAnswer;
}

/** Walks steps that end in a result, unmeasured, to their end. */
export async function walkForResult<Result>(steps: Steps<Result>, client: Client): Promise<Result> {
  let step = steps.next(noAnswer);
  while (step.done !== true) {
    if ("pauseMs" in step.value) throw new Error("Such steps do not pause.");
    step = steps.next(await send(client, step.value, { dueMs: performance.now(), phase: noPhase }));
  }
  return step.value;
}

/** Waits until a time on the clock of `performance.now()`, or for the signal. */
export function sleepUntil(timeMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = timeMs - performance.now();
  if (waitMs <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    signal.addEventListener("abort", done, { once: true });
  });
}
