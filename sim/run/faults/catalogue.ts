// Every named fault, by family, in the order in which they are listed. A new one is a file beside
// the others and a line here; plans, scenarios, command lines, help and sweeps have it then.
import { Type } from "typebox";
import * as clocks from "./clock/clocks.ts";
import type { FaultRule, RuleInput } from "./fault-rule.ts";
import * as answers from "./lie/answers.ts";
import * as campaigns from "./lie/campaigns.ts";
import * as events from "./lie/events.ts";
import { bandwidth } from "./link/bandwidth.ts";
import { lateMessage } from "./link/late-message.ts";
import { clog, clogPair, swizzle } from "./link/clog.ts";
import { duplication, loss, lostAnswer, sizeLimit, truncation } from "./link/loss.ts";
import { errorStatus, halfOpen, timeouts, unreachable } from "./link/refusal.ts";
import { reorder, slowLink } from "./link/slow.ts";
import { endpointsClosed, endpointsOnly } from "./partition/endpoints.ts";
import * as modes from "./partition/modes.ts";
import * as changes from "./server/changes.ts";
import * as crashes from "./server/crashes.ts";
import { policyKeyRotation, policyServerSkipped } from "./server/policy-servers.ts";
import { overload, pause, slowCpu } from "./server/slowness.ts";

const rules = [
  ...[loss, duplication, lostAnswer, truncation, sizeLimit, slowLink, reorder, lateMessage],
  ...[bandwidth, clog, clogPair, swizzle, errorStatus, unreachable, halfOpen, timeouts],
  ...[modes.splitHalves, modes.splitCoin, modes.isolate, modes.cutOff, modes.minorityThird],
  ...[modes.majoritySide, modes.majoritiesRing, modes.stochasticRing, modes.bridge, modes.nWay],
  ...[
    modes.hubLoss,
    modes.starOnly,
    modes.byRegion,
    modes.byOperator,
    modes.byImplementation,
    modes.cutAdmins,
  ],
  ...[modes.powerHolders, endpointsClosed, endpointsOnly],
  ...[crashes.crashed, crashes.lostTail, crashes.restoredBackup, crashes.wipe, crashes.retirement],
  ...[pause, slowCpu, overload, changes.upgrade, changes.policyChange, changes.keyRotation],
  ...[changes.aclChange, changes.massJoin, policyKeyRotation],
  ...[clocks.clockOffset, clocks.clockDrift, clocks.clockPeriodic, clocks.clockStep],
  ...[clocks.clockJump, clocks.timestampSpoof],
  ...[events.equivocation, events.withheldEvents, answers.withheldAuth, events.backDatedPrev],
  ...[
    events.backDatedAuth,
    events.fanIn,
    events.fanOut,
    events.depthLie,
    answers.falseState,
    answers.staleState,
  ],
  answers.alteredAnswers,
  ...[events.badHash, events.badSignature, campaigns.rejectedReferenced],
  ...[campaigns.softFailProbing, campaigns.powerSpam, campaigns.replay, policyServerSkipped],
];

/** A fault of a plan: the name of a rule and its fields. */
export type PlanRule = RuleInput<(typeof rules)[number]>;
export type RuleName = PlanRule["name"];

/** All named faults by name. */
export const faultRules: ReadonlyMap<string, FaultRule> = new Map(
  rules.map((rule) => [rule.name, rule as unknown as FaultRule]),
);

/** The faults that chance may draw, in the catalogue's order. */
export const drawableRules: readonly FaultRule[] = [...faultRules.values()].filter(
  ({ namesStep, asksPolicyServer, undrawn }) =>
    namesStep !== true && asksPolicyServer !== true && undrawn !== true,
);

/** The schema of a fault in a plan. */
export const RuleSchema = Type.Unsafe<PlanRule>(
  Type.Union([...faultRules.values()].map(({ schema }) => schema)),
);

/** The rule that a plan names; the plan was checked. */
export function ruleNamed(name: string): FaultRule {
  const rule = faultRules.get(name);
  if (rule === undefined) throw new Error(`no fault is called ${name}`);
  return rule;
}
