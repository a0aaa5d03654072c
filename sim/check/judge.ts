// Judges a trace by several checks at once; the trace is indexed once for all of them.
import type { TraceRecord, VerdictRecord } from "../trace/records.ts";
import { authHeld } from "./checks/auth-held/auth-held.ts";
import { bansHold } from "./checks/bans-hold.ts";
import { boundedExtremities } from "./checks/bounded-extremities.ts";
import type { Check, CheckOptions } from "./check.ts";
import { clientsView } from "./checks/clients-view.ts";
import { converges } from "./checks/converges.ts";
import { delivery } from "./checks/delivery.ts";
import { memoHeld } from "./checks/memo-held.ts";
import { noStateReset } from "./checks/no-state-reset.ts";
import { orderInsensitive } from "./checks/order-insensitive.ts";
import { powerHeld } from "./checks/power-held.ts";
import { resolutionLaws } from "./checks/resolution-laws.ts";
import { viewTrace, type TraceView } from "./view/trace-view.ts";
import { traffic } from "./checks/traffic.ts";
import { wellFormed } from "./checks/well-formed.ts";
import { wholeState } from "./checks/whole-state.ts";

/** All checks by name, in the order in which they are reported. */
export const checks: ReadonlyMap<string, Check> = new Map(
  [
    converges,
    authHeld,
    noStateReset,
    delivery,
    wellFormed,
    bansHold,
    powerHeld,
    boundedExtremities,
    wholeState,
    memoHeld,
    resolutionLaws,
    orderInsensitive,
    clientsView,
    traffic,
  ].map((check) => [check.name, check]),
);

/** The words that stand for several checks: the usual ones, and those that take long as well. */
export const checkGroups = ["all", "every"] as const;

/**
 * The names of checks behind words and names.
 * @param words `all`, `every`, or names; `["all", "traffic"]` is the usual ones and one more
 */
export function namesOfChecks(words: readonly string[]): string[] {
  const usual = [...checks.values()].filter(({ onRequest }) => onRequest !== true);
  const names = words.flatMap((word) => {
    if (word === "every") return [...checks.keys()];
    return word === "all" ? usual.map((check) => check.name) : [word];
  });
  return [...new Set(names)];
}

/**
 * Judges a trace.
 * @param records a whole trace, as a run hands it over or as `readTrace` reads it; verdicts that it
 * holds already are ignored. Throws where it does not begin with `meta`.
 * @param names of checks (default: the usual ones); throws on a name that is not in `checks`.
 * @returns one verdict for each name, in that order.
 * @example judge(records, ["converges"]).every((verdict) => verdict.result === "held")
 */
export function judge(
  records: readonly TraceRecord[],
  names: Iterable<string> = namesOfChecks(["all"]),
  options: CheckOptions = {},
): VerdictRecord[] {
  const chosen = checksCalled(names);
  return chosen.length === 0 ? [] : judgeView(viewTrace(records), chosen, options);
}

/** The checks of these names; throws on a name that is not in `checks`. */
export function checksCalled(names: Iterable<string>): Check[] {
  return Array.from(names, (name) => {
    const check = checks.get(name);
    if (check !== undefined) return check;
    throw new Error(`no check is called ${name}; there are ${[...checks.keys()].join(", ")}`);
  });
}

/** As `judge`, over a trace that is indexed already. */
export function judgeView(
  view: TraceView,
  chosen: readonly Check[],
  options: CheckOptions,
): VerdictRecord[] {
  return chosen.map((check) => check.judge(view, options));
}
