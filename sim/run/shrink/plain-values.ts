// The pass that makes values of a failing plan plain: the network's, the servers', what follows the
// story. Times are plain-times.ts, and single messages plain-order.ts.
import type { Plan } from "../plan/plan.ts";
import { tryEach, tryOne, type Asking } from "./minimise.ts";

/** How long every message is under way in a plain plan, in ms, the plainest first. */
const plainDelaysMs = [50, 100, 200, 500, 1000];
export const plainDelayMs = plainDelaysMs[0];

/** Values become what a reader need not think about, one at a time. */
export function* plainValues(plan: Plan): Asking<Plan, Plan> {
  let smaller = yield* tryEach(plan, plainDelays(plan));
  // Not to none: who differs for want of a nudge alone has another story than who differs in spite of it.
  smaller = yield* tryOne(smaller, { ...smaller, nudges: Math.min(1, smaller.nudges) });
  const { reseeds: _reseeds, ...withOneSeed } = smaller;
  smaller = yield* tryOne(smaller, withOneSeed);
  return yield* plainServers(smaller);
}

function plainDelays(plan: Plan): Plan[] {
  const { network } = plan;
  const now = network.delay.kind === "constant" ? plainDelaysMs.indexOf(network.delay.ms) : -1;
  return plainDelaysMs
    .slice(0, now < 0 ? undefined : now)
    .map((ms) => ({ ...plan, network: { ...network, delay: { kind: "constant", ms } } }));
}

type Row = Plan["servers"][number];

/** What makes a server a plain one, in the order in which it is tried. */
const plainer: readonly ((row: Row) => Row)[] = [
  ({ clockOffsetMs: _clock, ...rest }) => rest,
  ({ region: _region, ...rest }) => rest,
  ({ operator: _operator, ...rest }) => rest,
  ({ policyServer: _signs, ...rest }) => rest,
  // The policy that is the default, with its own dialect.
  ({ dialect: _dialect, ...rest }) => ({ ...rest, policy: "synapse" }),
];

/** Servers without anything of their own: all at once, else one after another. */
function* plainServers(plan: Plan): Asking<Plan, Plan> {
  let smaller = plan;
  for (const bare of plainer) smaller = yield* plainRows(smaller, bare);
  return smaller;
}

function* plainRows(plan: Plan, bare: (row: Row) => Row): Asking<Plan, Plan> {
  const all = yield* tryOne(plan, { ...plan, servers: plan.servers.map(bare) });
  if (all !== plan) return all;
  let smaller = plan;
  for (const at of plan.servers.keys()) {
    const servers = smaller.servers.map((row, n) => (n === at ? bare(row) : row));
    smaller = yield* tryOne(smaller, { ...smaller, servers });
  }
  return smaller;
}
