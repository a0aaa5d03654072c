// The pass that makes the order of deliveries plain. Delays, losses and reorderings that are drawn
// say nothing to a reader, so a link or a fault at a time they are left out; where that does not do,
// the few messages that came late are named (the fault `late-message`), and the rest is as plain as
// can be. Which messages those are is read off a run of the plan.
import { serverOf } from "../../protocol/event.ts";
import type { ArriveRecord, TraceRecord } from "../../trace/records.ts";
import type { Plan, PlanRule, PlanStep } from "../plan/plan.ts";
import { run } from "../run.ts";
import { describeAction } from "../phases/do-action.ts";
import { minimise, tryOne, type Asking } from "./minimise.ts";
import { isDeed } from "./plan-edit.ts";
import { plainDelayMs } from "./plain-values.ts";

/** Delays that take the place of drawn ones, in ms, the plainest first. */
const constantsMs = [plainDelayMs, 10];
/** With more links than this a link of its own for each pair is nothing to read. */
const linksMax = 90;

export function* plainOrder(plan: Plan): Asking<Plan, Plan> {
  let smaller = yield* plainLinks(plan);
  if (isDrawn(smaller.network)) smaller = yield* namedInstead(smaller, withPlainNetwork);
  for (const { id } of smaller.steps.filter(isDrawnRule)) {
    smaller = yield* namedInstead(smaller, (from) => withoutStep(from, id));
  }
  return smaller;
}

type Network = Plan["network"];
type Link = NonNullable<Network["links"]>[number];

/** True where a network has delays or losses that are drawn, or links of their own. */
function isDrawn({ delay, loss, duplication, links }: Network): boolean {
  return delay.kind !== "constant" || (loss ?? duplication ?? links) !== undefined;
}

/** Only some links stay as they are; all others always take the same time. */
function* plainLinks(plan: Plan): Asking<Plan, Plan> {
  const { servers, network } = plan;
  if (!isDrawn(network) || servers.length * (servers.length - 1) > linksMax) return plan;
  const { links: own = [], ...common } = network;
  const links: Link[] = servers.flatMap(({ name: from }) =>
    servers
      .filter(({ name }) => name !== from)
      .map(({ name: to }) => {
        return own.find((link) => link.from === from && link.to === to) ?? { from, to, ...common };
      }),
  );
  const build = (kept: readonly Link[]): Plan => {
    const bare = withPlainNetwork(plan);
    return kept.length === 0 ? bare : { ...bare, network: { ...bare.network, links: [...kept] } };
  };
  // A plan whose few own links were found before has nothing else that is drawn.
  const isKnown = common.delay.kind === "constant" && own.length > 0 && own.length < links.length;
  const parts = isKnown ? links.filter((link) => own.includes(link)) : links;
  const kept = yield* minimise(parts, build);
  return kept.length === parts.length ? plan : build(kept);
}

function withPlainNetwork(plan: Plan, ms: number = plainDelayMs): Plan {
  return { ...plan, network: { delay: { kind: "constant", ms } } };
}

/** Named faults by which chance says what overtakes what. */
const drawnRules: readonly string[] = ["reorder", "slow-link", "loss", "bandwidth"];

function isDrawnRule(step: PlanStep): boolean {
  return "rule" in step && drawnRules.includes(step.rule.name);
}

function withoutStep(plan: Plan, gone: number): Plan {
  return { ...plan, steps: plan.steps.filter(({ id }) => id !== gone) };
}

/** What is drawn is left out, and the messages that it made late are named, as few as will do. */
function* namedInstead(
  plan: Plan,
  without: (plan: Plan, delayMs: number) => Plan,
): Asking<Plan, Plan> {
  const latest = lateMessages(plan);
  for (const delayMs of constantsMs) {
    const bare = without(plan, delayMs);
    const { delay } = bare.network;
    const usualMs = delay.kind === "constant" ? delay.ms : plainDelayMs;
    const late = latest.filter(({ ms }) => ms > usualMs);
    const build = (kept: readonly Late[]) => withLate(bare, kept, usualMs);
    const named: Plan = yield* tryOne(plan, build(late));
    if (named !== plan) return build(yield* minimise(late, build));
  }
  return plan;
}

/** A deed's first message to a server, and how long it was under way. */
interface Late {
  readonly step: number;
  readonly to: string;
  readonly ms: number;
}

/** What was said, and when it came to whom by a transaction, in a run of the plan. */
function lateMessages(plan: Plan): Late[] {
  const records = recordsOf(plan);
  const steps = stepsByEvent(plan, records);
  const first = new Map<string, ArriveRecord>();
  for (const record of records) {
    if (record.kind !== "arrive" || record.via !== "send") continue;
    const key = `${record.event} ${record.server}`;
    if (!first.has(key)) first.set(key, record);
  }
  return [...first.values()].flatMap(({ event, server, atMs }) => {
    const step = steps.get(event);
    const { name: to } = plan.servers[server];
    if (step === undefined || serverOf(step.user) === to) return [];
    return [{ step: step.id, to, ms: atMs - step.atMs }];
  });
}

function recordsOf(plan: Plan): readonly TraceRecord[] {
  try {
    return run({ ...plan, checks: [], expect: [], trace: "events" }).records;
  } catch {
    // Where a bug of a homeserver is looked for, its run may need that bug to come to an end.
    return [];
  }
}

/** Which deed made an event: those of one user at one time are told apart by what is done. */
function stepsByEvent(
  plan: Plan,
  records: readonly TraceRecord[],
): Map<number, Extract<PlanStep, { user: string }>> {
  const deeds = new Map<string, Extract<PlanStep, { user: string }>[]>();
  for (const step of plan.steps.filter(isDeed)) {
    const words = describeAction(step.action as Parameters<typeof describeAction>[0]);
    const key = `${step.atMs} ${step.user} ${words}`;
    deeds.set(key, [...(deeds.get(key) ?? []), step]);
  }
  const found = new Map<number, Extract<PlanStep, { user: string }>>();
  for (const record of records) {
    if (record.kind !== "op" || record.event === undefined) continue;
    const step = deeds.get(`${record.atMs} ${record.user} ${record.action}`)?.shift();
    if (step !== undefined) found.set(record.event, step);
  }
  return found;
}

/** The plan with a rule for each late message, at the time of the deed. */
function withLate(plan: Plan, late: readonly Late[], usualMs: number): Plan {
  let id = plan.steps.reduce((most, step) => Math.max(most, step.id), -1);
  const steps = plan.steps.flatMap((step): PlanStep[] => {
    const own = late.filter((one) => one.step === step.id);
    const rules = own.map(({ step: of, to, ms }): PlanStep => {
      const rule: PlanRule = { name: "late-message", step: of, to: [to], ms: ms - usualMs };
      return { id: ++id, atMs: step.atMs, rule };
    });
    return [...rules, step];
  });
  return { ...plan, steps };
}
