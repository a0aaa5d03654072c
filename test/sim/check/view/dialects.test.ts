// By which dialect a server read the rules: `meta` says the first, faults the next, each from its place on.
import { expect, test } from "vitest";
import { Dialects } from "../../../../sim/check/view/dialects.ts";
import type { FaultRecord } from "../../../../sim/trace/records.ts";

const upgrade = (more: Partial<FaultRecord>): FaultRecord => {
  return { kind: "fault", atMs: 0, verb: "begin", id: 0, rule: "upgrade", ...more };
};

test("a fault that names a dialect holds for its servers, from their next arrival on", () => {
  const dialects = new Dialects(["spec", "spec", "ruma"]);
  dialects.take(upgrade({ servers: [1, 2], dialect: "synapse" }), (server) => server * 10);
  dialects.take(upgrade({ servers: [1], dialect: "ruma" }), () => 12);
  dialects.take(upgrade({ servers: [0] }), () => 0);
  expect([9, 10, 11, 12].map((n) => dialects.at(1, n))).toEqual([
    ...["spec", "synapse", "synapse", "ruma"],
  ]);
  expect([0, 1, 2].map((server) => dialects.at(server))).toEqual(["spec", "ruma", "synapse"]);
  expect(dialects.allOf(1)).toEqual(["spec", "synapse", "ruma"]);
  expect([0, 1, 2].map((server) => dialects.hasChanged(server))).toEqual([false, true, true]);
});
