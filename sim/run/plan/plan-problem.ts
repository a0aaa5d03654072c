// What a plan that fits its schema may still get wrong: labels that point at nothing, names that
// are taken twice, numbers that make no sense together. Each problem says where it is and what
// would be right. The file is long because each part of a plan has complaints of its own.
import { checkGroups, checks, propertyCheck } from "../../check/index.ts";
import { checkDelay, checkRatio } from "../../engine/index.ts";
import { serverOf } from "../../protocol/event.ts";
import { isServerName, isUserId } from "../../protocol/ids.ts";
import { knownRoomVersions, roomVersion, roomVersions } from "../../protocol/room-version.ts";
import { dialectKnows, dialects, findDialect } from "../../protocol/state-res/index.ts";
import { policies } from "../../server/index.ts";
import { lateFaultProblem } from "../faults/late-fault.ts";
import { ruleProblem } from "../faults/rule-problem.ts";
import type { Plan, PlanFault } from "./plan.ts";
import type { Problem } from "./schema-problem.ts";
import { valueProblem } from "./value-problem.ts";

/** How many names a message lists before it says how many more there are. */
const listedMax = 8;

/** Finds the first problem; undefined if the plan can be run. */
export function planProblem(plan: Plan): Problem | undefined {
  const names = new Names(plan);
  return (
    valueProblem(plan) ??
    serverProblem(plan) ??
    networkProblem(plan, names) ??
    roomProblem(plan, names) ??
    stepProblem(plan, names) ??
    lateFaultProblem(plan) ??
    checkProblem(plan) ??
    claimProblem(plan, names)
  );
}

const problem = (where: string, message: string): Problem => ({ where, message });

function list(words: Iterable<string>): string {
  const all = [...words];
  if (all.length === 0) return "none";
  if (all.length <= listedMax) return all.join(", ");
  return `${all.slice(0, listedMax).join(", ")} and ${all.length - listedMax} more`;
}

/** The names that a plan gives, and complaints about others. */
class Names {
  readonly servers: ReadonlySet<string>;
  readonly rooms: ReadonlySet<string>;

  constructor(plan: Plan) {
    this.servers = new Set(plan.servers.map(({ name }) => name));
    this.rooms = new Set(plan.rooms.map(({ label }) => label));
  }

  server(where: string, name: string): Problem | undefined {
    if (this.servers.has(name)) return undefined;
    return problem(where, `there is no server ${name}; the plan has ${list(this.servers)}`);
  }

  room(where: string, label: string): Problem | undefined {
    if (this.rooms.has(label)) return undefined;
    return problem(where, `there is no room ${label}; the plan has ${list(this.rooms)}`);
  }

  user(where: string, user: string): Problem | undefined {
    if (!isUserId(user)) return problem(where, `${user} is no user ID such as @ada:alpha.test`);
    if (this.servers.has(serverOf(user))) return undefined;
    return problem(where, `${user} is on no server of the plan; it has ${list(this.servers)}`);
  }
}

function serverProblem({ servers }: Plan): Problem | undefined {
  const seen = new Set<string>();
  for (const [n, { name, policy, dialect }] of servers.entries()) {
    const where = `/servers/${n}`;
    if (!isServerName(name)) return problem(where, `${name} is no server name such as alpha.test`);
    if (seen.has(name)) return problem(where, `a second server is called ${name}; rename one`);
    seen.add(name);
    if (policy !== undefined && !policies.has(policy)) {
      return problem(where, `there is no policy ${policy}; known are ${list(policies.keys())}`);
    }
    if (dialect !== undefined && findDialect(dialect) === undefined) {
      return problem(where, `there is no dialect ${dialect}; known are ${list(dialects.keys())}`);
    }
  }
  return undefined;
}

type LinkRule = Pick<Plan["network"], "delay" | "loss" | "duplication">;

function networkProblem(plan: Plan, names: Names): Problem | undefined {
  const { links = [], ...common } = plan.network;
  const found = linkProblem("/network", common, plan.servers.length);
  if (found !== undefined) return found;
  for (const [n, { from, to, ...rule }] of links.entries()) {
    const where = `/network/links/${n}`;
    const wrong = names.server(where, from) ?? names.server(where, to);
    if (wrong !== undefined) return wrong;
    if (from === to) return problem(where, `${from} has no link to itself`);
    const bad = linkProblem(where, rule, plan.servers.length);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function linkProblem(where: string, rule: LinkRule, servers: number): Problem | undefined {
  try {
    checkDelay(rule.delay, servers);
    if (rule.loss !== undefined) checkRatio("loss", rule.loss);
    if (rule.duplication !== undefined) checkRatio("duplication", rule.duplication);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return problem(where, error.message);
  }
  return undefined;
}

function roomProblem({ rooms, servers }: Plan, names: Names): Problem | undefined {
  const seen = new Set<string>();
  for (const [n, { label, version, creator, members, powers }] of rooms.entries()) {
    const where = `/rooms/${n}`;
    if (seen.has(label)) return problem(where, `a second room is called ${label}; rename one`);
    seen.add(label);
    if (!roomVersions.has(version)) {
      const known = knownRoomVersions;
      return problem(where, `room version ${version} is unknown; known are ${known}`);
    }
    const lost = servers.find(({ dialect = "" }) => !dialectKnows(dialect, roomVersion(version)));
    if (lost !== undefined) {
      const what = `${lost.dialect}, which ${lost.name} follows, does not know room version ${version}`;
      return problem(where, `${what}; take another version or dialect`);
    }
    for (const user of [creator, ...members]) {
      const wrong = names.user(where, user);
      if (wrong !== undefined) return wrong;
    }
    const stranger = Object.keys(powers).find((user) => !isUserId(user));
    if (stranger !== undefined) return problem(`${where}/powers`, `${stranger} is no user ID`);
  }
  return undefined;
}

function stepProblem(plan: Plan, names: Names): Problem | undefined {
  const ids = new Set<number>();
  const faults = new FaultNames(plan, names);
  for (const [n, step] of plan.steps.entries()) {
    const where = `/steps/${n}`;
    if (ids.has(step.id)) return problem(where, `a second step has the id ${step.id}; change one`);
    ids.add(step.id);
    let wrong: Problem | undefined;
    if ("fault" in step) wrong = faults.problem(where, step);
    else if ("rule" in step) {
      const text = ruleProblem(plan, step);
      wrong = text === undefined ? undefined : problem(`${where}/rule`, text);
    } else {
      wrong = names.user(where, step.user) ?? names.room(where, step.room);
      const { action } = step;
      if (wrong === undefined && "via" in action && action.via !== undefined) {
        wrong = names.server(where, action.via);
      }
    }
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What a verb ends. */
const beginnings: ReadonlyMap<string, string> = new Map([
  ["heal", "partition"],
  ["release", "hold"],
  ["restart", "crash"],
]);

/** Faults of a plan: names are given once, and nothing ends that has not begun by then. */
class FaultNames {
  readonly #names: Names;
  readonly #seen = new Set<string>();
  readonly #begun: readonly {
    readonly verb: string;
    readonly name: string;
    readonly atMs: number;
  }[];
  /** When the first named fault begins: it may have cut or crashed what a verb ends. */
  readonly #ruledMs: number;

  constructor({ steps }: Plan, names: Names) {
    this.#names = names;
    this.#begun = steps.flatMap((step) =>
      "fault" in step ? [{ verb: step.fault.verb, name: nameOf(step.fault), atMs: step.atMs }] : [],
    );
    this.#ruledMs = Math.min(...steps.map((step) => ("rule" in step ? step.atMs : Infinity)));
  }

  problem(where: string, { fault, atMs }: { fault: PlanFault; atMs: number }): Problem | undefined {
    switch (fault.verb) {
      case "crash":
        return this.#names.server(where, fault.server);
      case "restart":
        return this.#names.server(where, fault.server) ?? this.#endProblem(where, fault, atMs);
      case "heal":
      case "release":
        return this.#endProblem(where, fault, atMs);
      case "partition":
      case "hold":
        return this.#beginProblem(where, fault);
    }
  }

  /** Nothing is healed, released or restarted that was not cut, held or crashed before. */
  #endProblem(where: string, fault: PlanFault, atMs: number): Problem | undefined {
    const { verb } = fault;
    const [begin, name] = [beginnings.get(verb) ?? "", nameOf(fault)];
    const begun = this.#begun.filter((one) => one.verb === begin);
    const meant = begun.filter((one) => name === "" || one.name === name);
    if (meant.some((one) => one.atMs <= atMs)) return undefined;
    if ("id" in fault && name !== "" && meant.length === 0) {
      const ids = begun.map((one) => one.name);
      const known = ids.length === 0 ? "the plan has none" : `the plan has ${list(ids)}`;
      return problem(
        where,
        `nothing to end is called ${name}; ${known}, and without an id all end`,
      );
    }
    if (!("id" in fault) && this.#ruledMs <= atMs) return undefined;
    const which = verb === "restart" ? `${begin} of ${name}` : begin;
    const later = meant.map((one) => one.atMs).sort((a, b) => a - b)[0];
    const hint =
      later === undefined
        ? "put one in, or leave it out"
        : `the first one comes at ${later} ms; move one of them`;
    return problem(where, `there is no ${which} before this ${verb}; ${hint}`);
  }

  #beginProblem(
    where: string,
    fault: Extract<PlanFault, { verb: "partition" | "hold" }>,
  ): Problem | undefined {
    const { id, groups, links } = fault;
    if (this.#seen.has(`${fault.verb} ${id}`)) {
      return problem(where, `a second ${fault.verb} is called ${id}; rename one`);
    }
    this.#seen.add(`${fault.verb} ${id}`);
    if ((groups === undefined) === (links === undefined)) {
      return problem(where, `a ${fault.verb} needs either groups of servers or links`);
    }
    const named = [...(groups ?? []).flat(), ...(links ?? []).flat()];
    for (const name of named) {
      const wrong = this.#names.server(where, name);
      if (wrong !== undefined) return wrong;
    }
    const twice = (groups ?? []).flat().find((name, n, all) => all.indexOf(name) < n);
    if (twice !== undefined) return problem(where, `${twice} is in the groups twice`);
    const ring = links?.find(([from, to]) => from === to);
    return ring && problem(where, `${ring[0]} has no link to itself`);
  }
}

/** The name of a cut or hold, or the server that goes down; empty where all are meant. */
function nameOf(fault: PlanFault): string {
  if ("server" in fault) return fault.server;
  return "id" in fault ? (fault.id ?? "") : "";
}

function checkProblem(plan: Plan): Problem | undefined {
  const known = [...checkGroups, ...checks.keys()];
  const n = plan.checks.findIndex((name) => !known.includes(name));
  if (n < 0) return undefined;
  return problem(`/checks/${n}`, `there is no check ${plan.checks[n]}; known are ${list(known)}`);
}

const memberships = ["join", "leave", "invite", "ban", "knock"];

function claimProblem({ expect = [] }: Plan, names: Names): Problem | undefined {
  const seen = new Set<string>();
  for (const [n, claim] of expect.entries()) {
    const where = `/expect/${n}`;
    const { kind, name, when, withinMs } = claim;
    const check = propertyCheck(claim);
    if (seen.has(check)) return problem(where, `a second claim is called ${name}; rename one`);
    seen.add(check);
    if (when.holds === "record" && kind === "always" && when.not !== true) {
      return problem(
        where,
        "a record is written at a moment; claim always that it is not, or sometimes that it is",
      );
    }
    if (withinMs !== undefined && kind !== "eventually") {
      return problem(where, `withinMs belongs to eventually, not to ${kind}`);
    }
    if (when.holds === "member") {
      const { membership, user } = when;
      if (!memberships.includes(membership)) {
        return problem(
          where,
          `there is no membership ${membership}; known are ${list(memberships)}`,
        );
      }
      const stranger = names.user(where, user);
      if (stranger !== undefined) return stranger;
    }
    const at = "at" in when && when.at !== undefined ? names.server(where, when.at) : undefined;
    const room =
      "room" in when && when.room !== undefined ? names.room(where, when.room) : undefined;
    if (at !== undefined || room !== undefined) return at ?? room;
  }
  return undefined;
}
