import { expect, test } from "vitest";
import type { Plan } from "../../../../sim/run/index.ts";
import { plainValues } from "../../../../sim/run/shrink/plain-values.ts";
import { alpha, bravo, cast, tell } from "../stories.ts";
import { walkPass } from "./walk-pass.ts";

const plan = (): Plan =>
  tell(
    (stage) => {
      const { ada, room } = cast(stage);
      stage.server(alpha, { clockOffsetMs: 5000 });
      stage.server(bravo, { clockOffsetMs: -7000, region: "Tokyo" });
      stage.after("1s").do(ada.say(room, "a"));
    },
    { nudges: 2 },
  );

test("delays are the same for all, there is one round of nudges, clocks are right, if the failure lets them", () => {
  const plain = walkPass(plainValues, plan());
  expect(plain).toMatchObject({ nudges: 1, network: { delay: { kind: "constant", ms: 50 } } });
  expect(JSON.stringify(plain.servers)).not.toMatch(/clockOffsetMs|region/);
});

test("where one value has to stay, the others go all the same", () => {
  const clockOf = ({ servers }: Plan, n: number) => servers[n].clockOffsetMs;
  const plain = walkPass(plainValues, plan(), (some) => clockOf(some, 1) === -7000);
  expect([clockOf(plain, 0), clockOf(plain, 1)]).toEqual([undefined, -7000]);
  const slow = walkPass(plainValues, plan(), ({ network: { delay } }) => {
    return delay.kind !== "constant" || delay.ms > 150;
  });
  expect(slow.network.delay).toEqual({ kind: "constant", ms: 200 });
  expect(walkPass(plainValues, slow, () => false)).toBe(slow);
});

test("one seed does for all of a run, unless the failure needs more", () => {
  const from = { ...plan(), reseeds: [{ atMs: 20_000, seed: "other" }] };
  expect(walkPass(plainValues, from).reseeds).toBeUndefined();
  const needed = walkPass(plainValues, from, ({ reseeds }) => reseeds !== undefined);
  expect(needed.reseeds).toEqual(from.reseeds);
});
