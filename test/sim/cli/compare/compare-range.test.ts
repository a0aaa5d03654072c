// Ranges of made-up rooms, put to programs.
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { RangeComparer } from "../../../../sim/cli/compare/compare-range.ts";
import { buildRoom } from "../../../../sim/compare/index.ts";
import { sideRulesRoom } from "../../compare/rooms.ts";

const stub = fileURLToPath(new URL("../stub-peer.ts", import.meta.url));
const comparers: RangeComparer[] = [];
afterEach(() => comparers.splice(0).forEach((comparer) => comparer.stop()));

function comparerWith(...peers: string[]) {
  const order = { seed: { low: 1, high: 2 }, versions: ["10", "12"], peers, findsMax: 1 };
  const comparer = new RangeComparer(order);
  comparers.push(comparer);
  return comparer;
}

test("each number of a range is a room of each version, put to each program", async () => {
  const peer = `${process.execPath} ${stub} refuse`;
  const comparer = comparerWith(peer);
  const result = await comparer.compare({ first: 3, last: 12 });
  expect(result.rooms).toBe(20);
  expect(result.tallies.map(({ version, refusals }) => [version, refusals])).toEqual([
    ["10", { "will not": 10 }],
    ["12", { "will not": 10 }],
  ]);
  const one = await comparer.compareRoom(buildRoom(sideRulesRoom));
  expect(one).toMatchObject({ rooms: 1, conflicted: 1 });
});
