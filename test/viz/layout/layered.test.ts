// The layered layout's promises on graphs of any shape: parents above, one event a cell, no line
// through a foreign event, edges that say nothing new left out, and a beginning stays where it is.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layeredLayout, transitiveReduction } from "../../../viz/layout/layered.ts";

/** Parents of each event, as earlier events. */
const graphOf = fc
  .array(fc.array(fc.nat({ max: 60 }), { maxLength: 5 }), { minLength: 1, maxLength: 60 })
  .map((lists) =>
    lists.map((list, event) => {
      return event === 0 ? [] : [...new Set(list.map((far) => Math.max(0, event - 1 - far)))];
    }),
  );
const layOut = (graph: readonly number[][]) =>
  layeredLayout([...graph.keys()], (event) => graph[event]);

/** All that an event stands on, by following parents. */
function ancestorsOf(graph: readonly number[][], event: number): Set<number> {
  const found = new Set(graph[event]);
  for (const each of found) for (const parent of graph[each]) found.add(parent);
  return found;
}

describe("transitive reduction", () => {
  test("keeps who stands on whom, and no edge that follows from others", () => {
    fc.assert(
      fc.property(graphOf, (graph) => {
        const reduced = transitiveReduction([...graph.keys()], (event) => graph[event]);
        for (const event of graph.keys()) {
          expect(ancestorsOf(reduced, event)).toEqual(ancestorsOf(graph, event));
          for (const parent of reduced[event]) {
            const others = reduced[event].filter((each) => each !== parent);
            expect(others.some((other) => ancestorsOf(graph, other).has(parent))).toBe(false);
          }
        }
      }),
    );
  });

  test("more than 32 events, in order and out of what is asked about", () => {
    const chain = Array.from({ length: 100 }, (_, event) => [...Array(event).keys()]);
    const reduced = transitiveReduction([...chain.keys()], (event) => chain[event]);
    expect(reduced.every((list, event) => list.length === Math.min(1, event))).toBe(true);
    expect(transitiveReduction([5, 7], () => [5, 99])).toEqual([[], [5]]);
  });
});

test("parents stand above, each event in a cell of its own, found there", () => {
  fc.assert(
    fc.property(graphOf, (graph) => {
      const layout = layOut(graph);
      const layerOf = new Map(layout.nodes.map(({ event, layer }) => [event, layer]));
      expect(layout.nodes.length).toBe(graph.length);
      for (const { event, layer, column } of layout.nodes) {
        expect(layout.at(layer, column)).toBe(event);
        expect(column).toBeGreaterThanOrEqual(layout.columnMin);
        expect(column).toBeLessThanOrEqual(layout.columnMax);
        for (const parent of graph[event]) expect(layerOf.get(parent)).toBeLessThan(layer);
      }
    }),
  );
});

test("a line passes one cell of each layer between, and never a foreign event's", () => {
  fc.assert(
    fc.property(graphOf, (graph) => {
      const layout = layOut(graph);
      const nodes = new Map(layout.nodes.map((node) => [node.event, node]));
      const taken = new Set<string>();
      for (const { parent, child, through } of layout.edges) {
        const [from, to] = [nodes.get(parent)!.layer, nodes.get(child)!.layer];
        expect(through.map(({ layer }) => layer)).toEqual(
          Array.from({ length: to - from - 1 }, (_, at) => from + 1 + at),
        );
        for (const { layer, column } of through) {
          expect(layout.at(layer, column)).toBeUndefined();
          expect(taken.has(`${layer} ${column}`)).toBe(false);
          taken.add(`${layer} ${column}`);
        }
      }
    }),
  );
});

test("a long line runs straight down one column: it bends where it begins and ends", () => {
  fc.assert(
    fc.property(graphOf, (graph) => {
      for (const { through } of layOut(graph).edges) {
        expect(new Set(through.map(({ column }) => column)).size).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("the layout of a beginning is the beginning of the layout", () => {
  fc.assert(
    fc.property(graphOf, fc.nat({ max: 59 }), (graph, cut) => {
      const count = 1 + (cut % graph.length);
      const [whole, part] = [layOut(graph), layOut(graph.slice(0, count))];
      expect(part.nodes).toEqual(whole.nodes.slice(0, count));
      expect(part.edges).toEqual(whole.edges.slice(0, part.edges.length));
    }),
  );
});

test("three hundred events in a thicket take no time worth a worker", () => {
  const graph = Array.from({ length: 300 }, (_, event) => {
    return Array.from({ length: Math.min(event, 40) }, (__, at) => event - 1 - at);
  });
  const layout = layOut(graph);
  expect(layout.layers).toBe(300);
  expect(layout.edges.length).toBe(299);
});
