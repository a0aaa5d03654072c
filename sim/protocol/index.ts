// Matrix's rules as a library: read and hash events, keep a room's graph, authorise, resolve and
// explain. Exports only. Pure: no clock, no chance, no network; Node and browsers alike.
export { canonicalJson, CanonicalJsonError, checkCanonical } from "./canonical-json.ts";
export { compareCodePoints } from "./code-points.ts";
export { pduLimits, readPdu, readPduLeniently } from "./event-format.ts";
export type { LenientPduResult, PduProblem, PduResult } from "./event-format.ts";
export { contentHash, contentHashHolds, eventId, referenceHash } from "./event-hash.ts";
export { referenceTo, roomIdOf } from "./event-hash.ts";
export { eventRef, type EventRef } from "./event-name.ts";
export { authIds, prevIds, referenceId, serverOf } from "./event.ts";
export type {
  EventId,
  EventReference,
  IdentifiedPdu,
  Pdu,
  RoomId,
  ServerName,
  UserId,
} from "./event.ts";
export { isEventId, isRoomId, isServerName, isUserId } from "./ids.ts";
export { isObject, JsonFloat, parseJson } from "./json.ts";
export type { JsonObject, JsonProblem, JsonResult, JsonValue } from "./json.ts";
export { hashedJson, lenientJson } from "./lenient-json.ts";
export { printJson } from "./print-json.ts";
export { redact } from "./redact.ts";
export { RoomGraph, type EventIndex, type VerifySignature } from "./room-graph.ts";
export { RoomStates, type Rejection, type Resolution } from "./room-states.ts";
export { defaultRoomVersion, findRoomVersion, roomVersion, roomVersions } from "./room-version.ts";
export { stableVersions, unstableVersion } from "./room-version.ts";
export type { RedactionRules, RoomVersion } from "./room-version.ts";
export { isKeyValidAt, signEvent, signersWanted, signJson, verifyEvent } from "./signing.ts";
export { withContentHash } from "./signing.ts";
export type { SignatureVerdict, Signer, Verifier } from "./signing.ts";
export { emptyState, StateStore, type StateId } from "./state.ts";
export { authorise, authoriseByAuthEvents, selectAuthEvents } from "./auth/index.ts";
export type { AuthRefusal, AuthVerdict } from "./auth/index.ts";
export { levelOf, type PowerLevel } from "./auth/power-level.ts";
export { ruleNumber, rules, type Rule, type RuleName } from "./auth/rules.ts";
export { dialects, noCounts, resolve } from "./state-res/index.ts";
export type { Dialect, ResolutionCounts, ResolutionObserver } from "./state-res/index.ts";
export type { ResolutionStep, ResolveOptions } from "./state-res/index.ts";
export { explainText } from "./state-res/explain-text.ts";
export { explainResolution } from "./state-res/explain.ts";
export type { Explanation, KeyExplanation, Replayed } from "./state-res/explain.ts";
export type { Change, Counterfactual } from "./state-res/counterfactual.ts";
