// Load from the federation's side, whole: a stage of origins that are joined to rooms on a real
// homeserver, and signed loads on it; see load-run.ts for one load.
import { LoadRun, type SignedLoadHooks } from "./load-run.ts";
import type { SignedLoadPlan } from "./plan.ts";
import type { SignedLoadResult } from "./result.ts";
import { Rig } from "./rig.ts";
import type { FederationTarget } from "./target.ts";

/**
 * Runs a signed load.
 * @throws BridgeProblem, LoadProblem where it cannot begin
 */
export function runSignedLoad(
  target: FederationTarget,
  plan: SignedLoadPlan,
  hooks: SignedLoadHooks = {},
): Promise<SignedLoadResult> {
  return onRig(target, { plan, hooks }, (rig) => runOnRig(rig, plan, hooks));
}

/**
 * Builds the stage of signed loads: origins, joined to their rooms. Who builds it stops it.
 * @throws BridgeProblem, LoadProblem where the origins cannot join
 */
export async function buildRig(
  target: FederationTarget,
  plan: Pick<SignedLoadPlan, "origins" | "rooms" | "roomVersion" | "seed" | "manners">,
  { signal, onProgress }: SignedLoadHooks = {},
): Promise<Rig> {
  const rig = await Rig.build(target, plan, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  rig.catchEvents();
  return rig;
}

/** Runs a signed load on a stage that stands, and leaves it standing for the next. */
export function runOnRig(
  rig: Rig,
  plan: SignedLoadPlan,
  hooks: SignedLoadHooks = {},
): Promise<SignedLoadResult> {
  return new LoadRun(rig, plan, hooks).run();
}

/**
 * Makes and signs the transactions of a load, writes them to the plan's `keepFile`, and sends none.
 * @returns how many
 * @throws BridgeProblem, LoadProblem where the origins cannot join
 */
export function signOnly(
  target: FederationTarget,
  plan: SignedLoadPlan & { readonly keepFile: string },
  hooks: SignedLoadHooks = {},
): Promise<number> {
  return onRig(target, { plan, hooks }, async (rig) => {
    return (await new LoadRun(rig, plan, hooks).signAll()).length;
  });
}

async function onRig<T>(
  target: FederationTarget,
  { plan, hooks }: { plan: SignedLoadPlan; hooks: SignedLoadHooks },
  use: (rig: Rig) => Promise<T>,
): Promise<T> {
  const rig = await buildRig(target, plan, hooks);
  try {
    return await use(rig);
  } finally {
    await rig.stop();
  }
}
