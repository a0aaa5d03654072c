import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Causality } from "../../../../sim/check/view/causality.ts";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";

/** A graph from lists of prev events by number; the events are added in the given order. */
function graphOf(prevs: readonly (readonly number[])[], order = prevs.map((_, n) => n)): RoomGraph {
  const graph = new RoomGraph("11");
  for (const n of order) {
    const prev_events = prevs[n].map((prev) => `$${prev}`);
    const pdu: Pdu = {
      ...{ type: "m.room.message", sender: "@ada:a.test", content: {}, auth_events: [] },
      ...{ prev_events, depth: 1, origin_server_ts: 1, room_id: "!room:a.test" },
    };
    graph.add(`$${n}`, pdu);
  }
  return graph;
}

describe("Causality", () => {
  /*
   *      1 ← 3
   *    ↙       ↖
   *  0           5      6 stands alone
   *    ↖       ↙
   *      2 ← 4
   */
  const diamond = [[], [0], [0], [1], [2], [3, 4], []];

  test("knows the past of an event, and what is beside it", () => {
    const graph = graphOf(diamond);
    const causality = new Causality(graph);
    expect(causality.precedes(0, 5)).toBe(true);
    expect(causality.precedes(1, 3)).toBe(true);
    expect(causality.precedes(3, 1)).toBe(false);
    expect(causality.precedes(1, 4)).toBe(false);
    expect(causality.precedes(1, 1)).toBe(false);
    expect(causality.concurrent(3, 4)).toBe(true);
    expect(causality.concurrent(6, 5)).toBe(true);
    expect(causality.concurrent(0, 5)).toBe(false);
    expect(causality.concurrent(4, 4)).toBe(false);
  });

  test("finds the events of a cycle and those that stand on it", () => {
    const causality = new Causality(graphOf([[], [0, 3], [1], [2], [3], [0]]));
    expect(causality.cyclic.length).toBe(4);
    expect(causality.precedes(1, 4)).toBe(false);
  });

  test("agrees with the closure of prev events in any graph, in any order of adding", () => {
    const prevs = fc
      .array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 20 })
      .map((lists) => lists.map((list, n) => [...new Set(list.filter((prev) => prev < n))]));
    const cases = fc.tuple(prevs, fc.infiniteStream(fc.nat())).map(([lists, random]) => {
      const order = lists.map((_, n) => n);
      const keys = order.map(() => random.next().value as number);
      return { lists, order: order.sort((x, y) => keys[x] - keys[y] || x - y) };
    });
    fc.assert(
      fc.property(cases, ({ lists, order }) => {
        const graph = graphOf(lists, order);
        const causality = new Causality(graph);
        const pasts: Set<number>[] = [];
        lists.forEach((list, n) => {
          pasts[n] = new Set(list.flatMap((prev) => [prev, ...pasts[prev]]));
        });
        for (let x = 0; x < lists.length; x++) {
          for (let y = 0; y < lists.length; y++) {
            const [from, to] = [graph.indexOf(`$${x}`), graph.indexOf(`$${y}`)];
            expect(causality.precedes(from, to)).toBe(pasts[y].has(x));
          }
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
