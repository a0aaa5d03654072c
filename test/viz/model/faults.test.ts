// Faults become bands from their beginning to the record that ended them.
import { expect, test } from "vitest";
import type { FaultRecord } from "../../../sim/trace/records.ts";
import { FaultBuilder, sideOf, touches } from "../../../viz/model/faults.ts";

function bandsOf(records: readonly Omit<FaultRecord, "kind">[], endMs = 100) {
  const builder = new FaultBuilder(4);
  records.forEach((record, seq) => builder.add({ kind: "fault", ...record }, seq));
  return builder.finish(endMs);
}

test("heal and release end the fault of their number and no other", () => {
  const bands = bandsOf([
    { atMs: 10, verb: "partition", id: 1, groups: [[0], [1]] },
    { atMs: 20, verb: "partition", id: 2, groups: [[0, 1], [2]] },
    { atMs: 25, verb: "hold", id: 3, links: [[0, 2]] },
    { atMs: 30, verb: "heal", id: 2 },
    { atMs: 40, verb: "release", id: 3 },
    { atMs: 50, verb: "heal", id: 1 },
  ]);
  expect(bands.map(({ id, startMs, endMs, open }) => [id, startMs, endMs, open])).toEqual([
    [1, 10, 50, false],
    [2, 20, 30, false],
    [3, 25, 40, false],
  ]);
});

test("a restart ends the crash of its server, whatever its own number", () => {
  const bands = bandsOf([
    { atMs: 5, verb: "crash", id: 0, server: 1 },
    { atMs: 6, verb: "crash", id: 1, server: 2 },
    { atMs: 9, verb: "restart", id: 7, server: 2 },
  ]);
  expect(bands.map(({ endMs, open }) => [endMs, open])).toEqual([
    [100, true],
    [9, false],
  ]);
});

test("a known end counts where no record ends the fault, unless the trace ends before", () => {
  const fault = { verb: "hold", links: [[0, 1]] } as const;
  const records = [{ atMs: 1, id: 0, endMs: 60, ...fault, links: [[0, 1] as [number, number]] }];
  expect(bandsOf(records, 100)[0]).toMatchObject({ endMs: 60, open: false });
  expect(bandsOf(records, 40)[0]).toMatchObject({ endMs: 40, open: true });
});

test("sides and touched servers are those of groups, links and the crashed server", () => {
  const [split, hold, crash] = bandsOf([
    { atMs: 1, verb: "partition", id: 0, groups: [[0, 3], [1]] },
    { atMs: 1, verb: "hold", id: 1, links: [[2, 1]] },
    { atMs: 1, verb: "crash", id: 2, server: 3 },
  ]);
  expect([0, 1, 2, 3].map((server) => sideOf(split, server))).toEqual([0, 1, 2, 0]);
  expect([0, 1, 2, 3].filter((server) => touches(split, server))).toEqual([0, 1, 2, 3]);
  expect([0, 1, 2, 3].filter((server) => touches(hold, server))).toEqual([1, 2]);
  expect([0, 1, 2, 3].filter((server) => touches(crash, server))).toEqual([3]);
});

test("servers that a partition does not name are one side more", () => {
  const [one, all] = bandsOf([
    { atMs: 1, verb: "partition", id: 0, groups: [[1, 2]] },
    { atMs: 1, verb: "partition", id: 1, groups: [[3], [0, 1, 2]] },
  ]);
  expect(one.groups).toEqual([
    [1, 2],
    [0, 3],
  ]);
  expect(all.groups.length).toBe(2);
});
