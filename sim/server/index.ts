// A virtual homeserver and what it needs. Exports only.
export { act, createRoom, type Action, type ActionResult, type RoomSetup } from "./actions.ts";
export { scrollBack } from "./backfill.ts";
export type { ExtremitySet } from "./extremity-sets.ts";
export { foundRoom, type Founding } from "./founding.ts";
export { enterRoom } from "./handshake.ts";
export { Homeserver } from "./homeserver.ts";
export { strictIntake, trustingIntake, type Intake } from "./intake.ts";
export { policies, policy, type Policy } from "./policy.ts";
export { way, verdict, type Arrival, type Ports, type Reason } from "./ports.ts";
export type { Recorder, ResolutionPurpose, Verdict, Way, Wire } from "./ports.ts";
export type { Replica } from "./replica.ts";
export { advance, moveTo, offer, settle } from "./receive.ts";
export { noAnswer } from "./request.ts";
export type { Answer, RequestKind, RoomEvent, RoomRequest } from "./request.ts";
export { authChainOf } from "./serve.ts";
export { SharedRoom, type ServerNumber } from "./shared-room.ts";
