// Server ACLs at a server's own door: of transactions PDU by PDU, and of the endpoints that the
// specification lists. What an ACL says is protocol/server-acl.ts.
// Spec v1.19, server-server API, "Server Access Control Lists (ACLs)".
import { isObject, type JsonObject } from "../../protocol/json.ts";
import { aclAllows, globsOf } from "../../protocol/server-acl.ts";
import type { Replica } from "../replica/replica.ts";
import type { RequestKind } from "../request.ts";

/** Endpoints that a server that is shut out may still call; a policy server may do as it likes. */
const open: readonly RequestKind[] = ["event", "sign"];

/** True if the room, as this server has it, shuts another server out. */
export function isShutOut(replica: Replica, name: string, endpoint: RequestKind = "send"): boolean {
  const { aclSlot } = replica.shared;
  if (aclSlot < 0 || open.includes(endpoint)) return false;
  const { graph } = replica;
  const event = graph.states.get(replica.current, aclSlot);
  return event >= 0 && !aclAllows(graph.pdu(event).content, name);
}

/** An ACL with more servers to shut out. */
export function withDenied(content: JsonObject | undefined, names: readonly string[]): JsonObject {
  const before = isObject(content) ? content : { allow: ["*"], allow_ip_literals: true };
  return { ...before, deny: [...globsOf(before.deny), ...names] };
}
