// Sorting by rank, timestamp and ID.
import { expect, test } from "vitest";
import { sortedPlaces } from "../../../../sim/protocol/state-res/sorted-places.ts";
import { prng } from "../../../reference/prng.ts";
import { usualRoom } from "../room-builder.ts";

const million = 1_000_000;

/** Events with the given timestamps, and their places by plain comparison. */
function both(timestamps: readonly (number | bigint)[], ranks: readonly number[]) {
  const room = usualRoom("5");
  const events = timestamps.map((ts, n) =>
    room.index(
      room.say("@ada:a.test", { id: `$${(n * 7919) % 1000}`, spoil: { origin_server_ts: ts } }),
    ),
  );
  const { graph } = room;
  const plain = events
    .map((_event, at) => at)
    .sort((a, b) => {
      const [x, y] = [timestamps[a], timestamps[b]];
      if (ranks[a] !== ranks[b]) return ranks[a] - ranks[b];
      if (x !== y) return x < y ? -1 : 1;
      return graph.id(events[a]) < graph.id(events[b]) ? -1 : 1;
    });
  return { plain, found: sortedPlaces(graph, events, ranks) };
}

test("ranks decide before timestamps, timestamps before IDs", () => {
  const next = prng(5);
  const timestamps = Array.from({ length: 200 }, () => 1_700_000_000_000 + next.below(20));
  const ranks = timestamps.map(() => next.below(4));
  const { plain, found } = both(timestamps, ranks);
  expect(found).toEqual(plain);
});

test("times before 1970, far apart or beyond 2^53 are sorted as well", () => {
  for (const timestamps of [
    [5, -3, 0, -3],
    [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 7, 7],
    [2n ** 60n + 1n, 2n ** 60n, 2n ** 60n - 1n, million],
  ]) {
    const { plain, found } = both(timestamps, [0, 0, 0, 0]);
    expect(found).toEqual(plain);
  }
});

test("of nothing there is nothing to sort", () => {
  expect(sortedPlaces(usualRoom("11").graph, [], [])).toEqual([]);
});
