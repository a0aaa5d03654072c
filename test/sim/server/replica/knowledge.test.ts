// Who knows which event, against a plain map.
import fc from "fast-check";
import { expect, test } from "vitest";
import { verdict, type Verdict } from "../../../../sim/server/index.ts";
import { Knowledge } from "../../../../sim/server/replica/knowledge.ts";

const value = fc.constantFrom<Verdict[]>(...Object.values(verdict));
const step = fc.oneof(
  fc.record({ event: fc.nat(20), server: fc.nat(4), value }),
  fc.record({ event: fc.nat(20), all: fc.constant(true) }),
  fc.record({ event: fc.nat(20), apartAt: fc.nat(4) }),
);

test("what was written is read again, whatever was written for others in between", () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const knowledge = new Knowledge(5);
      const model = new Map<string, Verdict>();
      for (const one of steps) {
        if ("all" in one) {
          knowledge.setForAll(one.event);
          for (let n = 0; n < 5; n++) model.set(`${one.event} ${n}`, verdict.accepted);
        } else if ("apartAt" in one) {
          // Says nothing of what is known of the event.
          knowledge.setApart(one.event, one.apartAt);
          expect(knowledge.ownRow(one.event)?.[one.apartAt]).not.toBe(verdict.unknown);
        } else {
          knowledge.set(one.event, one.server, one.value);
          model.set(`${one.event} ${one.server}`, one.value);
        }
      }
      for (let event = 0; event <= 25; event++) {
        for (let server = 0; server < 5; server++) {
          expect(knowledge.get(event, server)).toBe(
            model.get(`${event} ${server}`) ?? verdict.unknown,
          );
        }
      }
    }),
    { seed: 3 },
  );
});
