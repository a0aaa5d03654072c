import { expect, test } from "vitest";
import { planOf, tell } from "./told.ts";

const whys = (policy: string) => {
  const plan = planOf("no-state-there");
  const servers = plan.servers.map((server) => ({ ...server, policy }));
  const { result } = tell({ ...plan, servers });
  const marks = result.records.filter((record) => record.kind === "mark");
  const bravos = result.records.filter(
    (record) => record.kind === "arrive" && record.server === 1 && record.atMs < 7_000_000,
  );
  return { marks, bravos, result };
};

test("all that Alpha says is refused as long as nobody has a state, time after time", () => {
  const { marks, bravos, result } = whys("synapse-to-the-letter");
  expect(marks.length).toBe(6);
  expect(new Set(marks.map(({ what }) => what))).toEqual(
    new Set(["no state at a missing prev event"]),
  );
  // Nothing of Alpha's is accepted before Charlie is back.
  const talk = bravos.filter(
    (record) => "via" in record && record.verdict === "accepted" && record.atMs > 900_000,
  );
  expect(talk).toEqual([]);
  expect(result.outcome).toBe("held");
});

test("a server that bridges the gap with a later state is not stuck", () => {
  const { bravos } = whys("synapse");
  const talk = bravos.filter(
    (record) => "via" in record && record.verdict === "accepted" && record.atMs > 900_000,
  );
  expect(talk.length).toBeGreaterThan(0);
});
