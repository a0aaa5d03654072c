// Deeds as people write them become the change that is meant, or words that say what to write.
import { expect, test } from "vitest";
import { changeOfDeeds } from "../../../viz/what-if/deeds.ts";
import { changeText } from "../../../viz/what-if/change.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const levels = model.events.findLast(({ type }) => type === "m.room.power_levels")!;
const ban = model.events.find(({ content }) => content["membership"] === "ban")!;

test("beginnings of IDs, with or without the dollar sign", () => {
  const change = changeOfDeeds(model, {
    drop: [ban.id.slice(0, 8)],
    ts: [`${levels.id.slice(1, 9)}=5000`],
    power: [`${levels.id}=@bob:bravo.test=-1`],
    ...{ version: "11", dialect: "synapse" },
  });
  expect(changeText(change)).toBe(
    `drop:${ban.index} ts:${levels.index}=5000 ` +
      `power:${levels.index}=%40bob%3Abravo.test=-1 version:11 dialect:synapse`,
  );
});

test.each([
  [{ drop: ["$nobody"] }, /no event \$nobody/],
  [{ drop: ["$"] }, /19 event IDs begin with \$/],
  [{ ts: [`${ban.id}=soon`] }, /write ID=MILLISECONDS/],
  [{ power: [`${levels.id}=@bob:bravo.test`] }, /write ID=@USER=LEVEL/],
  [{ power: [`${ban.id}=@bob:bravo.test=5`] }, /no power levels event/],
  [{ version: "99" }, /no room version 99/],
  [{ dialect: "welsh" }, /no dialect welsh/],
])("%o is refused in words", (deeds, words) => {
  expect(() => changeOfDeeds(model, deeds)).toThrow(words);
});
