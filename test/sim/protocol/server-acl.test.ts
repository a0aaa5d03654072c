// Server ACLs by the specification's words.
import { expect, test } from "vitest";
import { aclAllows } from "../../../sim/protocol/server-acl.ts";

test.each<[object, string, boolean]>([
  [{ allow: ["*"] }, "good.example", true],
  [{ allow: ["*"], deny: ["*.evil.example", "evil.example"] }, "a.evil.example", false],
  [{ allow: ["*"], deny: ["*.evil.example", "evil.example"] }, "EVIL.example:8448", false],
  [{ allow: ["*"], deny: ["ev?l.example"] }, "evil.example", false],
  [{ allow: ["good.*"] }, "bad.example", false],
  [{ deny: [] }, "good.example", false],
  [{ allow: ["*"], allow_ip_literals: false }, "1.2.3.4:80", false],
  [{ allow: ["*"], allow_ip_literals: false }, "[::1]:80", false],
  [{ allow: ["*"] }, "1.2.3.4", true],
  [{ allow: "*", deny: 7 }, "good.example", false],
  [{ allow: ["*".repeat(60) + "x"] }, "a".repeat(200), false],
])("%j and %s: %s", (content, name, allowed) => {
  expect(aclAllows(content as never, name)).toBe(allowed);
});
