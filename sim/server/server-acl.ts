// Server ACLs: which servers a room shuts out. They are no authorisation rule: each server asks them
// at its own door, of transactions PDU by PDU and of the endpoints that the specification lists.
// Spec v1.19, server-server API, "Server Access Control Lists (ACLs)".
import { isObject, type JsonObject } from "../protocol/json.ts";
import type { Replica } from "./replica.ts";
import type { RequestKind } from "./request.ts";

/** The event type of ACLs. */
export const aclType = "m.room.server_acl";

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

/**
 * Whether an ACL lets a server in: it must not be an IP address where those are not allowed, not
 * match `deny`, and match `allow`; a missing `allow` lets nobody in.
 * @example aclAllows({ allow: ["*"], deny: ["*.evil.example"] }, "a.evil.example") // false
 */
export function aclAllows(content: JsonObject, name: string): boolean {
  const host = name.replace(/:\d+$/, "");
  if (content.allow_ip_literals === false && isIpLiteral(host)) return false;
  if (globsOf(content.deny).some((glob) => matches(glob, host))) return false;
  return globsOf(content.allow).some((glob) => matches(glob, host));
}

/** An ACL with more servers to shut out. */
export function withDenied(content: JsonObject | undefined, names: readonly string[]): JsonObject {
  const before = isObject(content) ? content : { allow: ["*"], allow_ip_literals: true };
  return { ...before, deny: [...globsOf(before.deny), ...names] };
}

function globsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((glob) => typeof glob === "string") : [];
}

function isIpLiteral(host: string): boolean {
  return host.startsWith("[") || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

/** `*` is any text, `?` one character; without a regular expression, for globs are hostile. */
function matches(glob: string, text: string): boolean {
  const [pattern, word] = [glob.toLowerCase(), text.toLowerCase()];
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (place < word.length) {
    if (pattern[at] === "*") {
      star = at++;
      mark = place;
    } else if (pattern[at] === "?" || pattern[at] === word[place]) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
