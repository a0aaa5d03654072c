// The set that is emptied in no time, against a real set.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Marks } from "../../../sim/protocol/marks.ts";

const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ verb: fc.constant("add"), member: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ verb: fc.constant("delete"), member: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("clear"), member: fc.constant(0) }) },
);

test("it holds what a set would hold, also beyond its first size and after clearing", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const marks = new Marks(4);
      const model = new Set<number>();
      for (const { verb, member } of moves) {
        if (verb === "add") {
          expect(marks.add(member)).toBe(!model.has(member));
          model.add(member);
        } else if (verb === "delete") {
          marks.delete(member);
          model.delete(member);
        } else {
          marks.clear();
          model.clear();
        }
      }
      for (let n = 0; n <= 61; n++) expect(marks.has(n)).toBe(model.has(n));
    }),
    { seed: 3 },
  );
});
