// Who waits for whom: it may say yes too often, and never no where somebody waits.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Waits } from "../../../../sim/server/send/waits.ts";

test("whoever waits for somebody may, and when all have ended nobody does", () => {
  const pairs = fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(4)), { selector: String });
  fc.assert(
    fc.property(pairs, fc.nat(20), (all, gone) => {
      const waits = new Waits(5);
      for (const [server, destination] of all) waits.begin(server, destination);
      for (const [server, destination] of all.slice(0, gone)) waits.end(server, destination);
      const left = all.slice(gone);
      for (const [server, destination] of left) {
        expect(waits.possible(server, destination)).toBe(true);
      }
      for (let server = 0; server < 5; server++) {
        for (let destination = 0; destination < 5; destination++) {
          const [some, wanted] = [
            left.some(([by]) => by === server),
            left.some(([, of]) => of === destination),
          ];
          expect(waits.possible(server, destination)).toBe(some && wanted);
        }
      }
    }),
    { seed: 9 },
  );
});
