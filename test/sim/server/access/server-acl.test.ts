// Server ACLs at a server's door.
import { expect, test } from "vitest";
import { withDenied } from "../../../../sim/server/index.ts";
import { a, ada, b, bob, Town } from "../harness.ts";

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
