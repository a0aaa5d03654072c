import { expect, test } from "vitest";
import { roomVersion, stableVersions } from "../../../sim/protocol/room-version.ts";

const types = [
  ...["member", "create", "join_rules", "power_levels", "aliases", "history_visibility"],
  ...["redaction", "server_acl"],
].map((name) => `m.room.${name}`);

/** What a version keeps of each type's content, in words. */
function kept(version: string): Record<string, string> {
  const { content } = roomVersion(version).redaction;
  return Object.fromEntries(
    types.flatMap((type) => {
      const keys = content.get(type);
      return keys === undefined ? [] : [[type, keys === "all" ? keys : [...keys].join(" ")]];
    }),
  );
}

const levels = "ban events events_default kick redact state_default users users_default";
const first = {
  "m.room.member": "membership",
  "m.room.create": "creator",
  "m.room.join_rules": "join_rule",
  "m.room.power_levels": levels,
  "m.room.aliases": "aliases",
  "m.room.history_visibility": "history_visibility",
};
const { "m.room.aliases": _, ...sixth } = first;
const eighth = { ...sixth, "m.room.join_rules": "allow join_rule" };
const ninth = { ...eighth, "m.room.member": "join_authorised_via_users_server membership" };
const eleventh = {
  ...ninth,
  "m.room.create": "all",
  "m.room.power_levels": levels.replace("kick", "invite kick"),
  "m.room.redaction": "redacts",
};

test.each([
  ["1", first],
  ["5", first],
  ["6", sixth],
  ["7", sixth],
  ["8", eighth],
  ["9", ninth],
  ["10", ninth],
  ["11", eleventh],
  ["12", eleventh],
])("version %s keeps what its page lists", (version, expected) => {
  expect(kept(version)).toEqual(expected);
});

test("no version protects server ACLs, which are no part of authorisation", () => {
  for (const id of stableVersions) {
    expect(roomVersion(id).redaction.content.has("m.room.server_acl")).toBe(false);
  }
});
