import { expect, test } from "vitest";
import type { Change } from "../../../../sim/protocol/state-res/counterfactual.ts";
import { otherwiseLines } from "../../../../sim/protocol/state-res/explain-otherwise.ts";

const ref = (name: string) => ({ id: "$x", type: "t", sender: "@a:a.test", name });
const lines = (...changes: Change[]) =>
  otherwiseLines({
    ...{ type: "t", stateKey: "", conflicted: true, said: [], winner: null, replayed: [] },
    otherwise: [{ event: ref("E"), changes }],
  });

test("each kind of change is a condition, and several are joined", () => {
  expect(lines({ kind: "timestamp", from: 5, to: 3 })).toEqual([
    "E would stay if its timestamp were 3 (now 5, −2 ms).",
  ]);
  const depth = { kind: "depth", from: 5, to: 8 } as const;
  const parent = { kind: "parent", cites: [ref("P"), ref("Q")] } as const;
  const power = { kind: "power", user: "@b:b.test", from: 0, to: 50, levels: ref("L") } as const;
  expect(lines(depth, parent, power)).toEqual([
    "E would stay if its depth were 8 (now 5), or if it were built on the other side, citing P and Q, " +
      "or if @b:b.test had power 50 in L (now 0).",
  ]);
});

test("where nothing helps, that is said", () => {
  expect(lines()[0]).toContain("No change of its time");
});
