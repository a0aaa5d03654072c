// Few users with short names: who is merged, what is renamed, and that nothing is asked twice.
import { expect, test } from "vitest";
import { readPlan, swarmPlan, type Plan } from "../../../../sim/run/index.ts";
import { mergeUsers, shortNames } from "../../../../sim/run/shrink/plain-names.ts";
import { usersOf } from "../../../../sim/run/shrink/plan-edit.ts";
import { walkPass } from "./walk-pass.ts";

const base = swarmPlan({ seed: "1", servers: 3, policy: "synapse" });
const plan: Plan = {
  ...base,
  servers: ["zulu.test", "yankee.test", "x-ray.test"].map((name) => ({ name, policy: "synapse" })),
  network: { delay: { kind: "regions", regions: ["Oregon", "Tokyo", "London"] } },
  rooms: [
    {
      ...base.rooms[0],
      creator: "@u7:yankee.test",
      powers: { "@u9:zulu.test": 50 },
      members: ["@u9:zulu.test", "@u8:zulu.test"],
    },
  ],
  steps: [
    {
      id: 1,
      atMs: 1000,
      room: "room1",
      user: "@u9:zulu.test",
      action: { kind: "ban", target: "@u3:x-ray.test" },
    },
    {
      id: 2,
      atMs: 2000,
      room: "room1",
      user: "@u8:zulu.test",
      action: { kind: "message", body: "@u8:zulu.test says" },
    },
    { id: 3, atMs: 3000, rule: { name: "isolate", servers: ["x-ray.test"] } },
    {
      id: 4,
      atMs: 4000,
      fault: { verb: "partition", id: "p", groups: [["zulu.test"], ["x-ray.test"]] },
    },
  ],
};

test("servers and users are named in the order in which the story mentions them", () => {
  const named = walkPass(shortNames, plan, () => true);
  expect(named.servers.map(({ name }) => name)).toEqual(["hs1", "hs2", "hs3"]);
  expect(named.rooms[0]).toMatchObject({
    creator: "@alice:hs1",
    members: ["@bob:hs2", "@carol:hs2"],
    powers: { "@bob:hs2": 50 },
  });
  // Places go with their servers, and what people say stays as it is.
  expect(named.network.delay).toMatchObject({ regions: ["Tokyo", "Oregon", "London"] });
  expect(named.steps).toMatchObject([
    { user: "@bob:hs2", action: { target: "@dave:hs3" } },
    { user: "@carol:hs2", action: { body: "@u8:zulu.test says" } },
    { rule: { servers: ["hs3"] } },
    { fault: { groups: [["hs2"], ["hs3"]] } },
  ]);
  expect(readPlan(named)).toMatchObject({ ok: true });
});

test("a plan that has its short names is asked nothing more", () => {
  const named = walkPass(shortNames, plan, () => true);
  let asked = 0;
  expect(walkPass(shortNames, named, () => (asked++, true))).toEqual(named);
  expect(asked).toBe(0);
});

test("where other names of servers matter, users are renamed alone", () => {
  const named = walkPass(shortNames, plan, ({ servers }) => servers[0].name === "zulu.test");
  expect(usersOf(named)).toEqual(["@alice:yankee.test", "@bob:zulu.test", "@carol:zulu.test"]);
});

test("one user does what several did, as long as that fails as well", () => {
  expect(usersOf(walkPass(mergeUsers, plan, () => true))).toEqual(["@u7:yankee.test"]);
  const two = walkPass(mergeUsers, plan, (candidate) => usersOf(candidate).length > 1);
  // Those who share a server are merged first.
  expect(usersOf(two)).toEqual(["@u7:yankee.test", "@u9:zulu.test"]);
  expect(two.steps[1]).toMatchObject({ user: "@u9:zulu.test" });
  expect(walkPass(mergeUsers, plan, () => false)).toBe(plan);
});
