import { expect, test } from "vitest";
import { authorise } from "../../../sim/protocol/auth/index.ts";
import { eventId } from "../../../sim/protocol/event-hash.ts";
import { redact } from "../../../sim/protocol/redact.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import {
  findRoomVersion,
  roomVersion,
  roomVersions,
  stableVersions,
  unstableVersion,
  type RoomVersion,
} from "../../../sim/protocol/room-version.ts";
import { emptyState } from "../../../sim/protocol/state.ts";
import { smallRoom } from "../import/small-room.ts";

test("the twelve stable versions are there, in order", () => {
  expect(stableVersions).toEqual(Array.from({ length: 12 }, (_, n) => String(n + 1)));
  for (const id of stableVersions) {
    expect(roomVersion(id)).toMatchObject({ id, base: id, spec: `rooms/v${id}` });
  }
  expect(findRoomVersion("13")).toBeUndefined();
  expect(() => roomVersion("13")).toThrow("not in the table");
});

/** The first version with each value that a switch has had. */
function history(key: keyof RoomVersion): unknown[] {
  const found: unknown[] = [];
  for (const id of stableVersions) {
    const value = roomVersion(id)[key];
    if (found.at(-1) !== value) found.push(id, value);
  }
  return found;
}

test.each<[keyof RoomVersion, unknown[]]>([
  ["eventIds", ["1", "on-wire", "3", "base64", "4", "base64url"]],
  ["edgesArePairs", ["1", true, "3", false]],
  ["strictJson", ["1", false, "6", true]],
  ["enforceKeyValidity", ["1", false, "5", true]],
  ["stateResolution", ["1", "v1", "2", "v2", "12", "v2.1"]],
  ["aliasesRule", ["1", true, "6", false]],
  ["redactionRule", ["1", true, "3", false]],
  ["notificationLevels", ["1", false, "6", true]],
  ["knock", ["1", false, "7", true]],
  ["restrictedJoin", ["1", false, "8", true]],
  ["knockRestrictedJoin", ["1", false, "10", true]],
  ["powerLevels", ["1", "integers, strings, floats", "6", "integers, strings", "10", "integers"]],
  ["creatorInContent", ["1", true, "11", false]],
  ["redactsInContent", ["1", false, "11", true]],
  ["roomIdIsCreateHash", ["1", false, "12", true]],
  ["privilegedCreators", ["1", false, "12", true]],
])("%s changed when the specification says", (key, expected) => {
  expect(history(key)).toEqual(expected);
});

test("redaction has changed in 6, 8, 9 and 11", () => {
  expect(history("redaction").filter((_, n) => n % 2 === 0)).toEqual(["1", "6", "8", "9", "11"]);
});

test("org.matrix.hydra.11 is version 12 under its first name", () => {
  const { id, ...hydra } = roomVersion("org.matrix.hydra.11");
  const { id: stable, ...v12 } = roomVersion("12");
  expect([id, stable]).toEqual(["org.matrix.hydra.11", "12"]);
  expect(hydra).toEqual(v12);
});

// MSC2870 keeps a server ACL's keys on redaction.
test("an unstable version is a row that everything takes", () => {
  const v11 = roomVersion("11");
  const aclKeys = new Set(["allow", "deny", "allow_ip_literals"]);
  const content = new Map([...v11.redaction.content, ["m.room.server_acl", aclKeys]] as const);
  const row = unstableVersion("org.matrix.msc2870", v11, {
    redaction: { ...v11.redaction, content },
  });
  expect(roomVersions.has(row.id)).toBe(false);
  const [plain] = smallRoom("11");
  const acl = { ...plain, type: "m.room.server_acl", content: { allow: ["*"], other: 1 } };
  expect(redact(acl, row).content).toEqual({ allow: ["*"] });
  expect(redact(acl, v11).content).toEqual({});
  expect(eventId(acl, row)).not.toBe(eventId(acl, v11));
  // A room of it is founded although the table does not know it.
  const create = { ...plain, content: { room_version: row.id } };
  const room = new RoomGraph(row);
  const event = room.add(eventId(create, row), create);
  expect(authorise(room, event, emptyState)).toEqual({ ok: true });
  const other = new RoomGraph("11");
  const stray = other.add(eventId(create, v11), create);
  expect(authorise(other, stray, emptyState)).toMatchObject({ ok: false, rule: "1.3" });
});
