// The requests of a step, for tests that walk journeys by themselves.
import { areSeveral, type Request, type Step } from "../../loadtest/journeys/step.ts";

export function requestsOf(step: Step): readonly Request[] {
  if ("pauseMs" in step) return [];
  return areSeveral(step) ? step : [step];
}
