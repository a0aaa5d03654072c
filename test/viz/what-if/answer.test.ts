// The answer as data and as text, for a change whose outcome is known: without the ban carol stays.
import { expect, test } from "vitest";
import { answerText, answerWhatIf } from "../../../viz/what-if/answer.ts";
import { changeOfDeeds } from "../../../viz/what-if/deeds.ts";
import { noChange } from "../../../viz/what-if/change.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const ban = model.events.find(({ content }) => content["membership"] === "ban")!;

test("without the ban the topic stays and carol is in", () => {
  const answer = answerWhatIf(model, 0, changeOfDeeds(model, { drop: [ban.id] }));
  const topic = answer.slots.find(({ type }) => type === "m.room.topic");
  expect(topic).toMatchObject({ was: null, is: { text: expect.stringContaining("keeps order") } });
  expect(answer.events).toBe(model.events.length - 1);
  expect(answer.strip).toHaveLength(answer.events);
  expect(answer.strip.split("x").length - 1).toBe(answer.parted);
  const text = answerText(answer);
  expect(text).toContain(answer.summary);
  expect(text).toContain("was: nothing");
  expect(text).toMatch(/Work: .*resolutions \d+ → \d+/);
});

test("without a change nothing differs; a room that is not there is an error", () => {
  const answer = answerWhatIf(model, 0, noChange);
  expect(answer).toMatchObject({ parted: 0, slots: [], judged: [], firstParted: null });
  expect(answerText(answer)).toMatch(/^Nothing would differ/);
  expect(() => answerWhatIf(model, 4, noChange)).toThrow();
});
