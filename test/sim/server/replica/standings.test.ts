// Where servers stand, against plain records: what was set is read again, and equal is equal.
import fc from "fast-check";
import { expect, test } from "vitest";
import { odd, Standings, type Stand } from "../../../../sim/server/replica/standings.ts";

const [policies, lenses] = [
  [{}, {}],
  [{}, {}],
];
const servers = 4;
const stand = fc.record({ extremities: fc.nat(3), current: fc.nat(3), joined: fc.boolean() });
const step = fc.oneof(
  fc.record({ server: fc.nat(servers - 1), stand }),
  fc.record({
    server: fc.nat(servers - 1),
    policy: fc.nat(1),
    lens: fc.nat(1),
    isBusy: fc.boolean(),
  }),
  fc.record({ server: fc.nat(servers - 1), forget: fc.constant(true) }),
);

test("servers have the same standing just if they stand alike and go by the same", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const standings = new Standings(servers);
      const nothing: Stand = { extremities: 0, current: 0, joined: false };
      const model = Array.from({ length: servers }, () => ({ stand: nothing, manner: "" }));
      for (const one of steps) {
        const { server } = one;
        if ("stand" in one) {
          standings.move(server, one.stand);
          model[server].stand = one.stand;
        } else if ("policy" in one) {
          const by = { policy: policies[one.policy], lens: lenses[one.lens], isBusy: one.isBusy };
          standings.settleDown(server, by);
          model[server].manner = `${one.policy} ${one.lens}`;
          expect(standings.odd[server]).toBe(one.isBusy ? odd.busy : 0);
        } else {
          standings.forget(server);
          model[server] = { stand: nothing, manner: "" };
          expect(standings.odd[server]).toBe(odd.itself);
        }
      }
      for (const [x, { stand: wanted, manner }] of model.entries()) {
        expect(standings.extremities(x)).toBe(wanted.extremities);
        expect(standings.current(x)).toBe(wanted.current);
        expect(standings.currentOf(standings.of[x])).toBe(wanted.current);
        expect(standings.joined(x)).toBe(wanted.joined);
        for (const [y, other] of model.entries()) {
          const alike =
            JSON.stringify([wanted, manner]) === JSON.stringify([other.stand, other.manner]);
          expect(standings.of[x] === standings.of[y]).toBe(alike);
        }
      }
    }),
    { seed: 5 },
  );
});
