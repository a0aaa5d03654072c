// Hidden events: what is shown stands on its nearest shown ancestors, and edges say when they lead
// over something.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parentsAmong } from "../../../viz/layout/shown.ts";
import { layoutOf } from "../../../viz/layout/choose-layout.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { dagOf, dagRecords } from "../random-dag.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");

/** The plain answer: walks up from each event until something is shown. */
function nearestShown(prev: readonly (readonly number[])[], shown: Uint8Array, event: number) {
  const found = new Set<number>();
  const seen = new Set<number>();
  const stack = [...prev[event]];
  while (stack.length > 0) {
    const at = stack.pop() as number;
    if (seen.has(at)) continue;
    seen.add(at);
    if (shown[at] === 1) found.add(at);
    else stack.push(...prev[at]);
  }
  return [...found].sort((a, b) => a - b);
}

test("parents are the nearest shown ancestors, as a plain walk finds them", () => {
  fc.assert(
    fc.property(dagOf(40), fc.integer(), (dag, salt) => {
      const each = buildModel(dagRecords(dag));
      const prev = each.events.map((event) => [...event.prev]);
      const shown = Uint8Array.from(prev, (_, at) =>
        Number((Math.imul(at + 1, salt | 1) >>> 3) % 3 > 0),
      );
      const { prev: parents, prevAt } = parentsAmong(each, shown);
      prev.forEach((_, event) => {
        const own = Array.from(parents).slice(prevAt[event], prevAt[event + 1]);
        const expected = nearestShown(prev, shown, event);
        if (expected.length <= 12) expect(own.sort((a, b) => a - b)).toEqual(expected);
      });
    }),
  );
});

test.each(["swim", "rail"] as const)("%s: only shown events and notes have rows", (name) => {
  const shown = Uint8Array.from(model.events, ({ type }) => Number(type !== "m.room.member"));
  const all = layoutOf(model, 0, { name, rowsBy: "rank" });
  const some = layoutOf(model, 0, { name, rowsBy: "rank", shown });
  const hidden = shown.filter((each) => each === 0).length;
  expect(some.rows.length).toBe(all.rows.length - hidden);
  model.events.forEach(({ index }) => {
    expect(some.rowOfEvent[index] >= 0).toBe(shown[index] === 1);
  });
  const edges = some.edges.inWindow(0, some.rows.length - 1);
  expect(edges.some(({ over }) => over === true)).toBe(true);
  for (const { parent, child, over } of edges) {
    expect(model.events[child].prev.includes(parent)).toBe(over !== true);
  }
});
