import { expect, test } from "vitest";
import { watchDraws } from "../../../sim/engine/draw-watch.ts";
import { Links, seedHash, stream } from "../../../sim/engine/index.ts";

test("every draw is told with its stream and indices, and is what it is unheard", () => {
  const dice = stream(seedHash(7), "dice", 3);
  const links = new Links(3, seedHash(7), { delay: { kind: "uniform", minMs: 1, maxMs: 90 } });
  const draw = () => {
    links.outcome(0, 1, 17);
    return [dice.at(1), dice.at2(1, 2), dice.at3(1, 2, 3), links.delayMs];
  };
  const unheard = draw();
  const heard: unknown[] = [];
  const stop = watchDraws((name, entity, indices) => heard.push([name, entity, ...indices]));
  expect(draw()).toEqual(unheard);
  stop();
  expect(draw()).toEqual(unheard);
  expect(heard).toEqual([
    ["link message", 0, 0, 17, 1],
    ["dice", 3, 1],
    ["dice", 3, 1, 2],
    ["dice", 3, 1, 2, 3],
  ]);
});

test("one listener at a time", () => {
  const stop = watchDraws(() => undefined);
  expect(() => watchDraws(() => undefined)).toThrow("listens to draws already");
  stop();
  watchDraws(() => undefined)();
});
