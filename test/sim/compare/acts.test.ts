// What people in made-up rooms do.
import { expect, test } from "vitest";
import { drawAct, memberAct } from "../../../sim/compare/acts.ts";
import { buildRoom } from "../../../sim/compare/build-room.ts";
import { Dice } from "../../../sim/compare/dice.ts";
import { seed, sideRulesRoom } from "./rooms.ts";

test("acts come from those who may act, and are about people of the room", () => {
  const { graph, states } = buildRoom(sideRulesRoom);
  const users = ["@ada:a.test", "@bob:b.test", "@cat:c.test"];
  const dice = new Dice(seed, 1);
  const scene = { dice, graph, state: states[0], actors: users.slice(1), users };
  for (let n = 0; n < 200; n++) {
    const { sender, type, stateKey } = drawAct(scene);
    expect(scene.actors).toContain(sender);
    if (type === "m.room.member") expect(users).toContain(stateKey);
  }
});

test("a membership is somebody's, by somebody", () => {
  expect(memberAct("@ada:a.test", "@bob:b.test", "ban")).toEqual({
    ...{ sender: "@ada:a.test", type: "m.room.member", stateKey: "@bob:b.test" },
    content: { membership: "ban" },
  });
});
