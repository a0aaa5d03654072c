// A join that throws another user out is told; power levels that go back meanwhile, a membership of another
// server's user, and one that was lost otherwise are not.
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { viewTrace } from "../../../../sim/check/index.ts";
import { firstReset, type WayBack } from "../../../../sim/check/checks/no-state-reset.ts";
import { lostToPartOfState } from "../../../../sim/check/known/partial-cause.ts";
import { generate, run } from "../../../../sim/run/index.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";

const { records } = run(generate(scenarios.get("second-join")!, { seed: "1" }));
const view = viewTrace(records);
const way = firstReset(view)!;
const isTold = (changed: readonly TraceRecord[]) => {
  return lostToPartOfState(viewTrace(changed), firstReset(viewTrace(changed)) ?? way);
};
const toldOf = (back: Partial<WayBack["back"]>) =>
  lostToPartOfState(view, { ...way, back: { ...way.back, ...back } });

test("it is told in the story that shows it", () => {
  expect(way.room.graph.slotNames(way.back.slot).stateKey).toBe("@mina:mina.test");
  expect(lostToPartOfState(view, way)).toBe(true);
  expect(isTold(records)).toBe(true);
});

test("nothing but a membership of an own user is lost so, and to nothing", () => {
  const { graph } = way.room;
  for (const type of ["m.room.power_levels", "m.room.join_rules", "m.room.topic"]) {
    expect(toldOf({ slot: graph.slotOf(type, "") })).toBe(false);
  }
  expect(toldOf({ slot: graph.slotOf("m.room.member", "@bob:bravo.test") })).toBe(false);
  expect(toldOf({ to: way.back.from })).toBe(false);
});

test("a server with the whole state, or one that went back to no join of its own, has another fault", () => {
  expect(isTold(records.filter(({ kind }) => kind !== "partial"))).toBe(false);
  const second = records.find((record) => {
    return record.kind === "op" && record.user === "@mo:mina.test" && record.result === "ok";
  });
  const mo = second?.kind === "op" ? second.event : undefined;
  const others = records.map((record) =>
    record.kind === "arrive" && record.event === mo && record.via === "join"
      ? { ...record, via: "send" as const }
      : record,
  );
  expect(others).not.toEqual(records);
  expect(lostToPartOfState(viewTrace(others), way)).toBe(false);
});
