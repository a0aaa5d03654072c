import { expect, test } from "vitest";
import { readPlan, replayFaults, type ReplayInput } from "../../../../sim/run/index.ts";
import {
  replayEveryMs,
  replayPlan,
  replayStartMs,
} from "../../../../sim/run/replay/replay-plan.ts";
import { usualRoom } from "../../protocol/room-builder.ts";

const { events } = usualRoom("11");

function planOf(more: Partial<ReplayInput> = {}) {
  const input = { roomName: "r", version: "11", events, servers: 4, seed: "1" } as const;
  return replayPlan({ ...input, faults: "halves", ...more });
}

function faultOf(more: Partial<ReplayInput>) {
  const [step] = planOf(more).steps;
  return step !== undefined && "fault" in step ? step.fault : undefined;
}

test("every shape of trouble is a plan that can be read, with one server or many", () => {
  for (const faults of replayFaults) {
    for (const servers of [1, 2, 3, 9]) {
      const plan = planOf({ faults, servers });
      expect([faults, servers, readPlan(plan)]).toEqual([faults, servers, { ok: true, plan }]);
      expect(plan.servers).toHaveLength(servers);
    }
  }
});

test("trouble lasts from the first quarter of the events to the third", () => {
  const lengthMs = events.length * replayEveryMs;
  expect(planOf().steps.map(({ atMs }) => atMs - replayStartMs)).toEqual([
    lengthMs / 4,
    (lengthMs * 3) / 4,
  ]);
  expect(planOf().steps[1]).toMatchObject({ fault: { verb: "heal", id: "trouble" } });
});

test("halves cut off one half, isolate-one one server, none nobody", () => {
  expect(faultOf({ faults: "halves", servers: 5 })).toMatchObject({ verb: "partition" });
  const sizes = (["halves", "isolate-one"] as const).map((faults) => {
    const fault = faultOf({ faults, servers: 5 });
    return fault?.verb === "partition" ? fault.groups?.map((group) => group.length) : undefined;
  });
  expect(sizes).toEqual([[3], [1]]);
  expect(planOf({ faults: "none" }).steps).toEqual([]);
});

test("in a ring each server reaches one other, and all can be reached round about", () => {
  const fault = faultOf({ faults: "ring", servers: 5 });
  if (fault?.verb !== "partition" || fault.links === undefined) throw new Error("no links are cut");
  expect(fault.links).toHaveLength(5 * 4 - 5);
  const cut = new Set(fault.links.map(String));
  const next = (from: string) =>
    ["v1", "v2", "v3", "v4", "v5"].filter((to) => to !== from && !cut.has(`${from},${to}`));
  const visited = new Set<string>();
  for (let at = "v1"; !visited.has(at); [at] = next(at)) {
    expect(next(at)).toHaveLength(1);
    visited.add(at);
  }
  expect(visited.size).toBe(5);
});

test("who is cut off follows from the seed alone", () => {
  const cutOff = (seed: string) => JSON.stringify(faultOf({ faults: "isolate-one", seed }));
  expect(cutOff("7")).toBe(cutOff("7"));
  const seen = new Set(Array.from({ length: 30 }, (_, n) => cutOff(`${n}`)));
  expect(seen.size).toBe(4);
});
