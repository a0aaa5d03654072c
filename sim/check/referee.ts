// The port through which checks reach a second opinion on Matrix's rules: a literal, slow
// implementation that shares no code with sim/protocol's fast one (test/reference provides it).
import type { AuthVerdict } from "../protocol/auth/verdict.ts";
import type { EventId, Pdu } from "../protocol/event.ts";

/** Room state as plain data: `type` + NUL + `state_key` → event ID. */
export type PlainState = ReadonlyMap<string, EventId>;

/** Keys that were made, by type and state key: a text that is made anew has to be hashed anew. */
const keys = new Map<string, Map<string, string>>();
let keyCount = 0;
const keysMax = 1 << 16;

/** The key of a slot in a `PlainState`. */
export function slotKey(type: string, stateKey: string): string {
  return keys.get(type)?.get(stateKey) ?? newKey(type, stateKey);
}

function newKey(type: string, stateKey: string): string {
  if (++keyCount > keysMax) {
    keys.clear();
    keyCount = 0;
  }
  const key = `${type}\u0000${stateKey}`;
  const ofType = keys.get(type);
  if (ofType === undefined) keys.set(type, new Map([[stateKey, key]]));
  else ofType.set(stateKey, key);
  return key;
}

/** Finds an event's PDU; `undefined` where it is not known. */
export type GetPdu = (id: EventId) => Pdu | undefined;

/** An independent implementation of authorisation and state resolution. */
export interface Referee {
  /**
   * Rules that look at the event and its own `auth_events` (receipt check 4).
   * @param input.dialect how the rules are read (default: to the letter)
   */
  authoriseByAuthEvents(input: {
    version: string;
    dialect?: string;
    id: EventId;
    get: GetPdu;
    /** True for an event that this server rejected before. */
    rejected: (id: EventId) => boolean;
  }): AuthVerdict;
  /**
   * All rules against a room state (receipt checks 5 and 6).
   * @param input.dialect how the rules are read (default: to the letter)
   */
  authoriseByState(input: {
    version: string;
    dialect?: string;
    id: EventId;
    state: PlainState;
    get: GetPdu;
  }): AuthVerdict;
  /** State resolution over any number of states by the version's algorithm. */
  resolve(input: {
    version: string;
    dialect: string;
    states: readonly PlainState[];
    get: GetPdu;
    rejected: (id: EventId) => boolean;
  }): PlainState;
}
