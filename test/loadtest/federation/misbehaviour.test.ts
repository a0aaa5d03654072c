// What odd origins did is counted from when all have joined, and nobody else is counted.
import { expect, test } from "vitest";
import { Misbehaviour } from "../../../loadtest/federation/misbehaviour.ts";
import { treatmentOf } from "../../../sim/bridge/manner.ts";

const manners = new Map([
  [2, "silent"],
  [1, "slow"],
  [3, "stateless"],
] as const);

test("origins behave until all have joined: who was never there joins no room", () => {
  const odd = new Misbehaviour(manners);
  expect(odd.mannerOf(1)).toBe("good");
  odd.treated(1, { kind: "reset" });
  odd.begin();
  expect([0, 1, 2].map((origin) => odd.mannerOf(origin))).toEqual(["good", "slow", "silent"]);
  expect(odd.figures()[0]).toMatchObject({ origin: 1, asked: 0, reset: 0 });
});

test("each treatment has a count of its own, by origin", () => {
  const odd = new Misbehaviour(manners);
  odd.begin();
  const ask = (origin: number, path: string) =>
    odd.treated(origin, treatmentOf(odd.mannerOf(origin), path, 0));
  ask(1, "/_matrix/federation/v1/send/1");
  ask(2, "/_matrix/federation/v1/send/1");
  ask(2, "/_matrix/federation/v1/get_missing_events/!r");
  ask(0, "/_matrix/federation/v1/send/1");
  ask(3, "/_matrix/federation/v1/state_ids/!r");
  odd.treated(2, { kind: "reset" });
  odd.repeated(2);
  odd.repeated(0);
  const none = { late: 0, refused: 0, reset: 0, unanswered: 0, repeated: 0 };
  expect(odd.figures()).toEqual([
    { ...none, origin: 1, manner: "slow", asked: 1, late: 1 },
    { ...none, origin: 2, manner: "silent", asked: 3, reset: 1, unanswered: 1, repeated: 1 },
    { ...none, origin: 3, manner: "stateless", asked: 1, refused: 1 },
  ]);
});

test("how an origin behaves at the moment may change", () => {
  let away = false;
  const odd = new Misbehaviour(manners, (origin) => (away && origin === 0 ? "dead" : "good"));
  odd.begin();
  expect(odd.mannerOf(0)).toBe("good");
  away = true;
  expect(odd.mannerOf(0)).toBe("dead");
});
