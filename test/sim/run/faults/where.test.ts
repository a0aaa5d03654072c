// Words that choose servers: how many, which, and always the same for a seed.
import { expect, test } from "vitest";
import { hashSigner } from "../../../../sim/protocol/hash-signer.ts";
import type { Scene } from "../../../../sim/run/faults/fault-rule.ts";
import {
  doing,
  linksBetween,
  naming,
  serversOf,
  shuffled,
} from "../../../../sim/run/faults/where.ts";
import { World } from "../../../../sim/run/world/world.ts";
import { trustingIntake } from "../../../../sim/server/index.ts";
import { tell } from "../stories.ts";

const names = ["a", "b", "c", "d", "e", "f", "g"].map((letter) => `${letter}.test`);

function sceneOf(step = 1): Scene {
  const servers = names.map((name) => ({ name }));
  const plan = { ...tell((stage) => void stage.after("1s")), servers };
  const rows = servers.map((row, n) => ({
    ...{ ...row, region: n < 3 ? "Tokyo" : "London" },
    ...(n > 4 && { operator: "acme" }),
  }));
  const world = new World({ plan, intake: trustingIntake, signerOf: hashSigner });
  return { world, plan: { ...plan, servers: rows }, rooms: new Map(), number: 0, step, forMs: 1 };
}

test.each([
  ["all", 7],
  ["one", 1],
  ["half", 3],
  ["third", 2],
  ["minority", 3],
  ["majority", 4],
])("%s of seven are %i", (word, count) => {
  expect(serversOf(sceneOf(), [word])).toHaveLength(count);
});

test("the same step chooses the same servers, another step others", () => {
  expect(shuffled(sceneOf(), "x")).toEqual(shuffled(sceneOf(), "x"));
  const orders = [1, 2, 3].map((step) => shuffled(sceneOf(step), "x").join());
  expect(new Set(orders).size).toBe(3);
});

test("names, regions and operators; who names no operator is one", () => {
  expect(serversOf(sceneOf(), ["c.test", "a.test"])).toEqual([0, 2]);
  expect(serversOf(sceneOf(), ["region:Tokyo"])).toEqual([0, 1, 2]);
  expect(serversOf(sceneOf(), ["operator:acme", "operator:a.test"])).toEqual([0, 5, 6]);
});

test("links between two sets go both ways unless they are one-way", () => {
  const ends = { servers: ["a.test"], to: ["b.test"] };
  const both = linksBetween(sceneOf(), ends).meant;
  expect([both(0, 1), both(1, 0), both(0, 2)]).toEqual([true, true, false]);
  const one = linksBetween(sceneOf(), { ...ends, oneWay: true }).meant;
  expect([one(0, 1), one(1, 0)]).toEqual([true, false]);
});

test("many servers are not all named", () => {
  expect(naming(sceneOf(), [0, 1, 2, 3, 4, 5])).toBe(
    "a.test, b.test, c.test, d.test, e.test and 1 more",
  );
  expect(naming(sceneOf(), [0, 1, 2, 3, 4, 5, 6])).toBe("all servers");
});

test("what many do is said of one as of one", () => {
  const [one, two] = [[0], [0, 1]];
  expect(doing(sceneOf(), two, "claim depth 1")).toBe("a.test, b.test claim depth 1");
  expect(doing(sceneOf(), one, "claim depth 1")).toBe("a.test claims depth 1");
  expect(doing(sceneOf(), one, "crash")).toBe("a.test crashes");
  expect(doing(sceneOf(), one, "are retired")).toBe("a.test is retired");
  expect(doing(sceneOf(), one, "will be restored")).toBe("a.test will be restored");
});
