// Thresholds as they stand on the command line: read, and refused where they would never be measured,
// since a threshold that no request touches holds at any rate.
import {
  isMeasured,
  journeysThatSend,
  parseSlos,
  requestNames,
  sloText,
  type Measurable,
  type Slo,
} from "../../../loadtest/driver/index.ts";
import { closest } from "../../run/plan/closest.ts";
import { Problem } from "../problem.ts";

/** @throws Problem where one is none */
export function slosOf(text: string): Slo[] {
  try {
    return parseSlos(text);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({ message: thrown.message, remedy: "Mend --slo." });
  }
}

/** Thresholds that will be measured. @throws Problem where one is none, or would never be */
export function measuredSlosOf(text: string, measurable: Measurable): Slo[] {
  const slos = slosOf(text);
  requireMeasured(slos, measurable);
  return slos;
}

/** @throws Problem where one of them would never be measured */
export function requireMeasured(slos: readonly Slo[], measurable: Measurable): void {
  const blind = slos.find((slo) => !isMeasured(slo, measurable));
  if (blind !== undefined) throw blindProblem(blind, measurable);
}

function blindProblem(slo: Slo, { requests }: Measurable): Problem {
  const never = `${sloText(slo)} would never be measured`;
  const problem = (message: string, remedy: string) => new Problem({ message, remedy });
  if (slo.kind === "dropped" || slo.kind === "lag" || slo.request === undefined) {
    return problem(
      `${never}: nobody listens for messages, or no journey sends any`,
      "Take chat into --journeys and let --listeners be more than 0, or leave the threshold out.",
    );
  }
  const { request } = slo;
  const list = `The journeys of this load send: ${requests.join(", ")}.`;
  const from = journeysThatSend(request);
  if (from.length > 0) {
    return problem(
      `${never}: no journey of this load sends ${request}`,
      `Take ${from.join(" or ")} into --journeys, or leave the threshold out. ${list}`,
    );
  }
  if (requestNames.includes(request)) {
    return problem(
      `${never}: ${request} is a long poll, which the server holds open`,
      `Ask for errors(${request}) or lag.p95 instead. ${list}`,
    );
  }
  const near = closest(request, requests) ?? closest(request, requestNames);
  return problem(
    `${never}: there is no request ${JSON.stringify(request)}`,
    `${near === undefined ? "" : `Did you mean ${near}? `}${list}`,
  );
}

/** Thresholds on what servers send, which has no names of users' requests. */
export function federationSlosOf(text: string): Slo[] {
  const slos = slosOf(text);
  const named = slos.find((slo) => "request" in slo && slo.request !== undefined);
  if (named === undefined) return slos;
  throw new Problem({
    message: `${sloText(named)} names a request of users, and here servers send`,
    remedy:
      "Leave the name out: p95<500ms is the answer to a transaction, lag.p95<2s until all is seen.",
  });
}
