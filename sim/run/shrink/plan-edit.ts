// Smaller plans out of a plan: each function takes one kind of part out, with all that cannot stand
// without it, and leaves the rest as it was. Nothing here knows whether the result still fails.
import { serverOf } from "../../protocol/event.ts";
import type { Plan, PlanFault, PlanRoom, PlanRule, PlanStep } from "../plan/plan.ts";

/** True for a step in which a user acts. */
export function isDeed(step: PlanStep): step is Extract<PlanStep, { user: string }> {
  return "user" in step;
}

/** A step that makes one message late. */
export type LateStep = Extract<PlanStep, { rule: PlanRule }> & {
  rule: { readonly name: "late-message" };
};

export function isLate(step: PlanStep): step is LateStep {
  return "rule" in step && step.rule.name === "late-message";
}

/** The plan with only some of its steps. */
export function withSteps(plan: Plan, keeps: (step: PlanStep) => boolean): Plan {
  return { ...plan, steps: withoutVain(plan.steps.filter(keeps)) };
}

/** The plan with its steps numbered from 1 on, for its readers; what is drawn for them changes. */
export function renumbered(plan: Plan): Plan {
  const ids = new Map(plan.steps.map(({ id }, n) => [id, n + 1]));
  const steps = plan.steps.map((step, n): PlanStep => {
    if (!isLate(step)) return { ...step, id: n + 1 };
    return { ...step, id: n + 1, rule: { ...step.rule, step: ids.get(step.rule.step) as number } };
  });
  return { ...plan, steps };
}

/** Steps without those that make late what nobody says any more. */
function withoutVain(steps: PlanStep[]): PlanStep[] {
  if (!steps.some(isLate)) return steps;
  const deeds = new Set(steps.filter(isDeed).map(({ id }) => id));
  return steps.filter((step) => !isLate(step) || deeds.has(step.rule.step));
}

/** A fault with what ends it: one cut, one hold, or one server's crash. */
export interface Episode {
  readonly steps: ReadonlySet<number>;
}

/** The faults of a plan, each with the steps that end it and nothing else. */
export function episodesOf({ steps }: Plan): Episode[] {
  const episodes: Episode[] = [];
  for (const [at, step] of steps.entries()) {
    if ("rule" in step) episodes.push({ steps: new Set([step.id]) });
    if (!("fault" in step) || !begins(step.fault)) continue;
    const ends = steps.slice(at).filter((later) => "fault" in later && ended(step, later));
    const own = ends.filter((end) => "fault" in end && !endsAll(end.fault));
    // A server may crash again: only the next restart is this crash's own.
    const named = step.fault.verb === "crash" ? own.slice(0, 1) : own;
    episodes.push({ steps: new Set([step.id, ...named.map(({ id }) => id)]) });
  }
  return episodes;
}

/** The plan without some steps, and without the ends of faults that nothing begins any more. */
export function withoutSteps(plan: Plan, gone: ReadonlySet<number>): Plan {
  const kept = plan.steps.filter(({ id }) => !gone.has(id));
  const begun = (verb: string, id: string | undefined) =>
    kept.some((step) => {
      if (!("fault" in step) || step.fault.verb !== verb) return false;
      return id === undefined || ("id" in step.fault && step.fault.id === id);
    });
  const steps = kept.filter((step) => {
    if (!("fault" in step)) return true;
    const { fault } = step;
    if (fault.verb === "heal") return begun("partition", fault.id);
    if (fault.verb === "release") return begun("hold", fault.id);
    return true;
  });
  return { ...plan, steps: withoutVain(steps) };
}

function begins({ verb }: PlanFault): boolean {
  return verb === "partition" || verb === "hold" || verb === "crash";
}

function endsAll(fault: PlanFault): boolean {
  return (fault.verb === "heal" || fault.verb === "release") && fault.id === undefined;
}

function ended(begin: PlanStep, end: PlanStep): boolean {
  if (!("fault" in begin) || !("fault" in end)) return false;
  const [a, b] = [begin.fault, end.fault];
  if (a.verb === "crash") return b.verb === "restart" && b.server === a.server;
  if (a.verb === "partition") return b.verb === "heal" && b.id === a.id;
  return a.verb === "hold" && b.verb === "release" && b.id === a.id;
}

/** The plan without a user; undefined where the user made a room that others are in. */
export function withoutUser(plan: Plan, user: string): Plan | undefined {
  if (plan.rooms.some(({ creator }) => creator === user)) return undefined;
  const rooms = plan.rooms.map((room): PlanRoom => {
    const { [user]: _gone, ...powers } = room.powers;
    return { ...room, powers, members: room.members.filter((member) => member !== user) };
  });
  const steps = plan.steps.filter((step) => {
    if ("rule" in step) return !("user" in step.rule) || step.rule.user !== user;
    if (!isDeed(step)) return true;
    return step.user !== user && !("target" in step.action && step.action.target === user);
  });
  return { ...plan, rooms, steps: withoutVain(steps) };
}

/** The plan without a server, its users, its deeds and its faults; undefined if a room needs it. */
export function withoutServer(plan: Plan, name: string): Plan | undefined {
  let rest: Plan | undefined = plan;
  for (const user of usersOf(plan).filter((id) => serverOf(id) === name)) {
    rest = rest && withoutUser(rest, user);
  }
  if (rest === undefined || plan.servers.length === 1) return undefined;
  const at = plan.servers.findIndex((server) => server.name === name);
  const steps = rest.steps.flatMap((step) => withoutServerAt(step, name));
  const servers = plan.servers.filter((server) => server.name !== name);
  const emptied = withoutSteps({ ...rest, steps, servers }, new Set());
  return { ...emptied, network: networkWithout(plan.network, name, at) };
}

function withoutServerAt(step: PlanStep, name: string): PlanStep[] {
  if (isDeed(step)) {
    const { action } = step;
    return "via" in action && action.via === name ? [] : [step];
  }
  if ("rule" in step) {
    const rule = ruleWithoutServer(step.rule, name);
    return rule === undefined ? [] : [{ ...step, rule }];
  }
  const { fault } = step;
  if ("server" in fault) return fault.server === name ? [] : [step];
  if (!("groups" in fault) && !("links" in fault)) return [step];
  const groups = fault.groups?.map((group) => group.filter((server) => server !== name));
  const links = fault.links?.filter((link) => !link.includes(name));
  const [someGroups, someLinks] = [groups?.filter((group) => group.length > 0), links];
  if ((someGroups?.length ?? 0) + (someLinks?.length ?? 0) === 0) return [];
  const { groups: _groups, links: _links, ...bare } = fault;
  const places = someLinks === undefined ? { groups: someGroups } : { links: someLinks };
  return [{ ...step, fault: { ...bare, ...places } as PlanFault }];
}

/** A named fault without a server; undefined if nobody is left that it concerns. */
function ruleWithoutServer(rule: PlanRule, name: string): PlanRule | undefined {
  const fields = rule as { server?: string; servers?: string[]; to?: string[] };
  if (fields.server === name) return undefined;
  const servers = fields.servers?.filter((server) => server !== name);
  const to = fields.to?.filter((server) => server !== name);
  if (servers?.length === 0 || to?.length === 0) return undefined;
  return { ...rule, ...(servers && { servers }), ...(to && { to }) } as PlanRule;
}

function networkWithout(network: Plan["network"], name: string, at: number): Plan["network"] {
  const { delay } = network;
  const links = network.links?.filter(({ from, to }) => from !== name && to !== name);
  return {
    ...network,
    ...(links === undefined ? {} : { links }),
    ...(delay.kind === "regions"
      ? { delay: { ...delay, regions: delay.regions.filter((_region, n) => n !== at) } }
      : {}),
  };
}

/** The plan without a room and all that happens in it. */
export function withoutRoom(plan: Plan, label: string): Plan {
  const rooms = plan.rooms.filter((room) => room.label !== label);
  const steps = plan.steps.filter((step) => {
    if (isDeed(step)) return step.room !== label;
    return !("rule" in step) || !("room" in step.rule) || step.rule.room !== label;
  });
  return { ...plan, rooms, steps: withoutVain(steps) };
}

/** Everybody that the plan names, in order of mention. */
export function usersOf({ rooms, steps }: Plan): string[] {
  const users = new Set<string>();
  for (const { creator, members } of rooms)
    for (const user of [creator, ...members]) users.add(user);
  for (const step of steps) if (isDeed(step)) users.add(step.user);
  return [...users];
}

/** How large a plan is, in the parts that a reader has to keep in mind. */
export interface PlanSize {
  readonly servers: number;
  readonly rooms: number;
  readonly users: number;
  readonly deeds: number;
  readonly faults: number;
  readonly late: number;
}

/**
 * The parts of a plan, counted; `faults` are steps that begin one or make a server err, `late` those
 * that make one message late: they say in which order things arrive, and break nothing.
 */
export function sizeOf(plan: Plan): PlanSize {
  const { steps, servers, rooms } = plan;
  const deeds = steps.filter(isDeed).length;
  const late = steps.filter(isLate).length;
  return {
    servers: servers.length,
    rooms: rooms.length,
    users: usersOf(plan).length,
    deeds,
    faults: episodesOf(plan).length - late,
    late,
  };
}
