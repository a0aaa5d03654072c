// The index finds exactly the spans that touch a window, as looking at all of them would.
import fc from "fast-check";
import { expect, test } from "vitest";
import { SpanIndex } from "../../../viz/layout/spans.ts";

const rowCount = 1000;
const row = fc.integer({ min: 0, max: rowCount - 1 });

test("a window gets each span that touches it once, and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(row, row), { maxLength: 80 }), row, row, (pairs, a, b) => {
      const spans = pairs
        .map(([x, y]) => ({ from: Math.min(x, y), to: Math.max(x, y) }))
        .sort((x, y) => x.to - y.to);
      const index = new SpanIndex(rowCount, {
        from: Int32Array.from(spans, ({ from }) => from),
        to: Int32Array.from(spans, ({ to }) => to),
      });
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const touching = [...spans.keys()].filter((at) => {
        return spans[at].from <= last && spans[at].to >= first;
      });
      expect(index.inWindow(first, last).sort((x, y) => x - y)).toEqual(touching);
      const ending = [...spans.keys()].filter((at) => spans[at].to === first);
      const [start, end] = index.endingIn(first);
      expect(ending).toEqual(Array.from({ length: end - start }, (_, at) => start + at));
    }),
  );
});
