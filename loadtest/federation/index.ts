// Load from the federation's side, for the command line and for coordinators. The files:
//
//   signed-load    the whole: a stage, and loads on it
//   load-run       one load: send, watch, drain, result
//   plan, result   what is asked for, and what was measured
//   target, rig    the homeserver, and origins joined to rooms on it
//   send-node, send-k6, replay-file   two ways to send, live or signed before
//   fan-out        from a user's message to N other servers
//   verify, fork-states   a simulated room told to a real server, and the states compared
//   ledger, watcher   what became of every PDU, and who sees it
export {
  openTarget,
  secretsOfTarget,
  type FederationTarget,
  type TargetOptions,
} from "./target.ts";
export { signedLoadDefaults, signedLoadLimits, type SignedLoadPlan } from "./plan.ts";
export { buildRig, runOnRig, runSignedLoad, signOnly } from "./signed-load.ts";
export type { SignedLoadHooks } from "./load-run.ts";
export type { Rig } from "./rig.ts";
export type { SignedLoadResult } from "./result.ts";
export { measureFanOut } from "./fan-out.ts";
export type { CatchUp, FanOutPhase, FanOutPlan, FanOutResult } from "./fan-out-result.ts";
export { verifyRoom } from "./verify.ts";
export type { SimulatedRoom, VerifyResult } from "./verify-result.ts";
export type { ForkDifference, ForkStates } from "./fork-states.ts";
export type { SlotEvent, StateDifference, Tip } from "./state-difference.ts";
