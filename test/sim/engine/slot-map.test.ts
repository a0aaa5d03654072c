import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlotMap } from "../../../sim/engine/slot-map.ts";

// Slots at the edges of words (32), groups (1,024) and top words (32,768), and any others.
const edges = [0, 31, 32, 1023, 1024, 32_767, 32_768, 65_504, 65_535];
const slot = fc.oneof(fc.constantFrom(...edges), fc.nat(65_535));

describe("SlotMap", () => {
  it("finds the same next member round the ring as a search through all members", () => {
    const step = fc.record({ slot, add: fc.boolean(), from: slot });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const map = new SlotMap();
        const members = new Set<number>();
        for (const { slot, add, from } of steps) {
          if (add) map.add(slot);
          else map.remove(slot);
          if (add) members.add(slot);
          else members.delete(slot);
          const rising = [...members].sort((x, y) => x - y);
          expect(map.next(from)).toBe(rising.find((member) => member >= from) ?? rising[0] ?? -1);
        }
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it("finds every single slot from every edge", () => {
    for (let only = 0; only < 65_536; only += 97) {
      const map = new SlotMap();
      map.add(only);
      for (const from of edges) expect(map.next(from)).toBe(only);
      map.remove(only);
      expect(map.next(only)).toBe(-1);
    }
  });
});
