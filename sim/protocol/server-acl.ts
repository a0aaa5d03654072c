// Server ACLs: which servers a room shuts out, by the content of its `m.room.server_acl`. They are no
// authorisation rule: each server asks them at its own door (server/access/server-acl.ts), and checks ask who stood
// outside (check/view/shut-out.ts). Spec v1.19, client-server API, "Server Access Control Lists (ACLs)".
import type { JsonObject } from "./json.ts";

/** The event type of ACLs. */
export const aclType = "m.room.server_acl";

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

/** The texts of a list of an ACL; what is none counts as absent. */
export function globsOf(list: unknown): string[] {
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
