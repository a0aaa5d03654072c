// A virtual homeserver and what it needs. Exports only. Beside this file stand the homeserver itself, its
// three doors (what drives it: homeserver.ts; its users: act.ts; other servers: serve.ts), what it is given
// (ports.ts, policy.ts, intake.ts), and the words that all folders share. No folder imports one above it:
//
// join/: how a server gets into a room, and lets others in. handshake.ts has the template and the event.
// access/: what others may do here: ask (server ACLs), see (history visibility), join (restricted rooms).
// receive/: what others send: gaps, scrolling back, and what the policy server must have signed.
// send/: what it makes and how that goes out: events, honest or forged, dummy events, the outbox.
// settle/: what comes of an event: verdict, extremities, current state; and states that others must tell.
// replica/: what a server knows of a room, and what those that stand alike share. Look there first.
export { act, createRoom } from "./act.ts";
export type { Action, ActionResult, RoomSetup } from "./action.ts";
export { advance, moveTo } from "./settle/advance.ts";
export { authChainOf } from "./replica/auth-chain.ts";
export { scrollBack } from "./receive/backfill.ts";
export type { Draft, Onto } from "./send/draft.ts";
export { enterRoom } from "./join/enter-room.ts";
export type { ExtremitySet } from "./replica/extremity-sets.ts";
export { equivocate, forge } from "./send/forge.ts";
export { foundRoom, type Founding } from "./join/founding.ts";
export { Homeserver, type ServerBackup } from "./homeserver.ts";
export { strictIntake, trustingIntake, type Intake } from "./intake.ts";
export type { Lies } from "./send/lies.ts";
export { enter } from "./send/make-event.ts";
export { takeOutliers } from "./settle/outliers.ts";
export { policies, policy, type Policy } from "./policy.ts";
export { settleSigned } from "./receive/policy-server.ts";
export type { PolicyKeys, Ports, Wire } from "./ports.ts";
export { offer } from "./receive/receive.ts";
export type { Arrival, Recorder, ResolutionPurpose } from "./recorder.ts";
export type { RecordedReplica, RecordedRoom } from "./recorder.ts";
export type { Replica } from "./replica/replica.ts";
export { noAnswer } from "./request.ts";
export type { Answer, RequestKind, RoomEvent, RoomRequest } from "./request.ts";
export { aclType } from "../protocol/server-acl.ts";
export { isShutOut, withDenied } from "./access/server-acl.ts";
export { settle } from "./settle/settle.ts";
export { SharedRoom, type ServerNumber } from "./replica/shared-room.ts";
export { verdict, way, type Reason, type Verdict, type Way } from "./verdict.ts";
export { Waits } from "./send/waits.ts";
