// Whether an event had to be soft-failed for want of a policy server's signature, as far as a trace can tell:
// the server's current state must name a policy server with a user in the room. Whether that server would
// have signed is its own affair, and whether a key fits no trace tells.
// Spec v1.19, server-server API, "Policy Servers".
import type { Pdu } from "../protocol/event.ts";
import { isObject } from "../protocol/json.ts";
import type { StateId } from "../protocol/state.ts";
import type { RoomTrace } from "./room-trace.ts";

/** The name of the policy server that a state gives the room, or undefined. */
export function policyServerIn({ graph }: RoomTrace, state: StateId): string | undefined {
  const event = graph.states.get(state, graph.slotOf("m.room.policy", ""));
  if (event < 0 || !graph.has(event)) return undefined;
  const { via, public_keys: keys } = graph.pdu(event).content;
  if (typeof via !== "string" || !isObject(keys) || typeof keys.ed25519 !== "string")
    return undefined;
  return via;
}

/** What speaks against a check 7 that failed; undefined where nothing does. */
export function policyClaimProblem(
  room: RoomTrace,
  { pdu, state, isIn }: { pdu: Pdu; state: StateId; isIn: (server: string) => boolean },
): string | undefined {
  const via = policyServerIn(room, state);
  if (via === undefined) return "its state names no policy server";
  if (!isIn(via)) return `no user of the policy server ${via} is in the room`;
  if (pdu.type === "m.room.policy" && pdu.state_key === "") return "such events need no signature";
  return undefined;
}
