// Server ACLs by the specification's words, and at a server's door.
import { expect, test } from "vitest";
import { aclAllows, withDenied } from "../../../sim/server/index.ts";
import { a, ada, b, bob, Town } from "./harness.ts";

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

test("names that are shut out are added to what was there", () => {
  expect(withDenied(undefined, ["x"])).toEqual({
    allow: ["*"],
    allow_ip_literals: true,
    deny: ["x"],
  });
  expect(withDenied({ allow: ["*.org"], deny: ["a"] }, ["b"])).toMatchObject({ deny: ["a", "b"] });
});

test("a server that is shut out is not heard, and may not ask", () => {
  const town = new Town();
  town.found([bob]);
  const content = { allow: ["*"], deny: ["b.test"] };
  town.do(ada, { kind: "state", type: "m.room.server_acl", key: "", content });
  town.run();
  const event = town.say(bob, "can you hear me?");
  town.run();
  expect(town.verdict(a, event)).toBe("unknown");
  const asked = { room: town.room, kind: "state_ids", event: town.made[0] } as const;
  expect(town.request(b, a, asked)).toMatchObject({ ok: false, errcode: "M_FORBIDDEN" });
  // Who is not shut out may ask.
  expect(town.request(a, b, asked)).toMatchObject({ ok: true });
});
