// What results from the federation's side are worth: each check with its verdict, and the whole in one
// word. Page, JUnit, terminal and exit code all say the same, because they ask here.
import type { JunitCase } from "../../page/junit.ts";
import { judgeSlo, type Measured, type Slo } from "../../slo.ts";
import type { FanOutResult } from "../fan-out-result.ts";
import type { FederationEnd, SignedLoadResult } from "../result.ts";
import type { VerifyResult } from "../verify-result.ts";

/** One thing that must hold. */
export interface Check extends JunitCase {
  /** What was found, a sentence. */
  readonly message: string;
}

export interface FederationJudgement {
  /** `incomplete`: the run ended early, or what was waited for did not come in time. */
  readonly outcome: "held" | "broken" | "incomplete";
  readonly checks: readonly Check[];
}

const wholeCheck = ({ how, why }: FederationEnd): Check => ({
  name: "the run was whole",
  result: how === "whole" ? "held" : "error",
  message: how === "whole" ? "it was" : why,
});

function judged(checks: readonly Check[]): FederationJudgement {
  const has = (result: Check["result"]) => checks.some((check) => check.result === result);
  return { outcome: has("error") ? "incomplete" : has("failure") ? "broken" : "held", checks };
}

const check = (name: string, held: boolean | undefined, message: string): Check => ({
  ...{ name, message },
  result: held === undefined ? "skipped" : held ? "held" : "failure",
});

/** A threshold that was asked for, and of which nothing was measured, does not hold. */
function sloChecks(slos: readonly Slo[], measured: Measured): Check[] {
  const results = { held: "held", broken: "failure", unknown: "error" } as const;
  return slos.map((slo) => {
    const { slo: name, result, detail } = judgeSlo(slo, measured);
    return { name, result: results[result], message: detail };
  });
}

/** As thresholds ask for it: latency is the answer to a transaction, lag is until events are seen. */
export function measuredOfLoad({
  answer,
  visible,
  pdus,
  transactions,
}: Pick<SignedLoadResult, "answer" | "visible" | "pdus" | "transactions">): Measured {
  const refused = Object.values(pdus.refused).reduce((sum, count) => sum + count, 0);
  return {
    latencyMs: (quantile) => answer.quantileMs(quantile),
    lagMs: (quantile) => visible.quantileMs(quantile),
    errorShare: () => (pdus.sent === 0 ? undefined : (refused + pdus.holes) / pdus.sent),
    dropped: transactions.unsent,
  };
}

export function judgeLoad(result: SignedLoadResult, slos: readonly Slo[]): FederationJudgement {
  const { accepted, holes, unknown } = result.pdus;
  const told =
    unknown > 0
      ? `${unknown} of ${accepted} accepted events were not seen, and could not be asked for`
      : holes === 0
        ? `all ${accepted} accepted events are there`
        : `${holes} of ${accepted} accepted events are not there`;
  const whole = holes > 0 ? false : unknown > 0 ? undefined : true;
  return judged([
    wholeCheck(result.end),
    check("what was accepted is there", whole, told),
    ...sloChecks(slos, measuredOfLoad(result)),
  ]);
}

/** Lag is the time until a message has reached all servers that are there; deliveries may fail. */
export function judgeFanOut(
  { end, phases, catchUp, plan }: FanOutResult,
  slos: readonly Slo[],
): FederationJudgement {
  const [steady] = phases;
  const incomplete = phases.reduce((sum, phase) => sum + phase.incomplete, 0);
  const sent = phases.reduce((sum, { messages }) => sum + messages.length, 0);
  const lost = phases.reduce((sum, phase) => sum + phase.undelivered, 0);
  const due = phases.reduce((sum, { messages, origins }) => sum + messages.length * origins, 0);
  // A run that ends before then has nobody to catch up.
  const wentAway = plan.away > 0 && phases.length > 1;
  const caughtUp = catchUp.missing === 0 || catchUp.wholeMs !== undefined;
  const left = catchUp.curve[catchUp.curve.length - 1]?.missing ?? 0;
  return judged([
    wholeCheck(end),
    check(
      "messages reach all servers that are there",
      sent === 0 ? undefined : incomplete === 0,
      `${sent - incomplete} of ${sent} did within five seconds of their phase`,
    ),
    {
      name: "servers that were away catch up",
      // Not in time is not never.
      result: !wentAway ? "skipped" : caughtUp ? "held" : "error",
      message: !wentAway
        ? "no server was away"
        : caughtUp
          ? `${catchUp.missing} deliveries were missing, and came`
          : `${left} of ${catchUp.missing} deliveries were still missing at the end`,
    },
    ...sloChecks(slos, {
      latencyMs: (quantile) => steady?.deliveries.quantileMs(quantile),
      lagMs: (quantile) => steady?.all.quantileMs(quantile),
      errorShare: () => (due === 0 ? undefined : lost / due),
      dropped: phases.reduce((sum, { unsent }) => sum + unsent, 0),
    }),
  ]);
}

export function judgeVerify(result: VerifyResult): FederationJudgement {
  const { end, equal, slots, differences, forks } = result;
  const told = equal
    ? `all ${slots} slots are equal`
    : `${differences.length} of ${slots} slots differ`;
  const compared = end.how === "whole";
  return judged([
    wholeCheck(end),
    check("the states are equal", compared ? equal : undefined, compared ? told : "not compared"),
    check(
      "the states at forks are equal",
      forks === undefined || forks.told === 0 ? undefined : forks.differing.length === 0,
      forksText(forks),
    ),
  ]);
}

function forksText(forks: VerifyResult["forks"]): string {
  if (forks === undefined) return "not compared";
  const { asked, told, withJoin, differing } = forks;
  if (asked === 0) return "the room has none";
  // What came with a join has no place in the room there, and so no state before it.
  const joined = withJoin === 0 ? "" : `; ${withJoin} came with the target's join`;
  if (told === 0) return `the target told none of ${asked}${joined}`;
  const due = asked - withJoin;
  const of = told < due ? `${told} that the target told, of ${due},` : `${told}`;
  const found =
    differing.length === 0 ? `all ${of} are equal` : `${differing.length} of ${of} differ`;
  return `${found}${joined}`;
}
