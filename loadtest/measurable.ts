// What thresholds can be about: the requests that some journeys send, and the lag where somebody speaks
// and somebody listens. A threshold about anything else would hold at any rate. Pure; the command line
// refuses such thresholds before a run.
import { journeyNames, journeys, type JourneyEntry, type JourneyName } from "./journeys/index.ts";
import type { Slo } from "./slo.ts";

export interface Measurable {
  /** Request names, in the order of the journeys. */
  readonly requests: readonly string[];
  /** Of these only failures say something: the server holds them open. */
  readonly polls: readonly string[];
  readonly lag: boolean;
}

/**
 * What is measured where these journeys happen beside so many listeners.
 * @example measurableOf(["chat"], 10).requests // messages, receipt, typing, send
 */
export function measurableOf(names: readonly JourneyName[], listeners: number): Measurable {
  const listening = listeners > 0;
  const sent = names.flatMap((name) => entryOf(name).sends);
  return {
    // The listeners' first /sync is over before anything is measured.
    requests: [...new Set(sent)],
    polls: listening ? ["sync-poll"] : [],
    lag: listening && sent.some((name) => speaking.includes(name)),
  };
}

/** Messages that others see. */
const speaking = ["send", "send-encrypted"];

const entryOf = (name: JourneyName): JourneyEntry => journeys[name];

/** Whether a threshold can be judged. */
export function isMeasured(slo: Slo, { requests, polls, lag }: Measurable): boolean {
  if (slo.kind === "lag") return lag;
  if (slo.kind === "dropped" || slo.request === undefined) return true;
  return [...requests, ...(slo.kind === "errors" ? polls : [])].includes(slo.request);
}

/** The journeys that can send a request; none where there is no such request. */
export function journeysThatSend(request: string): JourneyName[] {
  return journeyNames.filter((name) => entryOf(name).sends.includes(request));
}

/** All request names that there are, long polls included. */
export const requestNames = [
  ...new Set([...journeyNames.flatMap((name) => entryOf(name).sends), "sync-poll"]),
] as readonly string[];
