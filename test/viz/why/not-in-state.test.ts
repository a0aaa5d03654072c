// Why an event is not in a state, in a run whose answers are known: a ban on one side of a split,
// a topic and a kick by the banned user on the other.
import { expect, test } from "vitest";
import { chainText, whyNotInState } from "../../../viz/why/index.ts";
import { findEvent, scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const [alpha, bravo] = [0, 1];
const [split] = model.faults;
const duringMs = split.endMs - 1_000;
const atMs = model.endMs;
const topic = findEvent(model, (text) => text.includes("carol keeps order here"));
const ban = findEvent(model, (text) => text.includes('"membership":"ban"'));
const hello = findEvent(model, (text) => text.includes('"body":"hello"'));

test("soft-failed where the ban was known, with the ban as what decided", () => {
  const chain = whyNotInState(model, { server: alpha, event: topic, atMs });
  expect(chain.answer).toContain("soft-failed there");
  expect(chain.links.map(({ event }) => event)).toContain(ban);
  expect(chain.links.some(({ resolution }) => resolution !== undefined)).toBe(true);
});

test("in the state until the resolution that refused it, where the ban came late", () => {
  const chain = whyNotInState(model, { server: bravo, event: topic, atMs });
  expect(chain.answer).toMatch(/^It was in the current state until 11:14\.071\.$/);
  const [first, second] = chain.links;
  const { output, server } = model.resolutions[first.resolution ?? -1];
  expect(server).toBe(bravo);
  expect(output).toBe(model.currents.at(bravo, 0, atMs));
  expect(second.text).toContain("is refused by rule 6");
  expect(second.event).toBe(ban);
});

test("in the state: says so; a message: never part of one; a time before: not there", () => {
  expect(whyNotInState(model, { server: bravo, event: ban, atMs }).answer).toBe(
    `It is: S${model.currents.at(bravo, 0, atMs)} holds it.`,
  );
  expect(whyNotInState(model, { server: bravo, event: hello, atMs }).answer).toContain(
    "not a state",
  );
  const during = whyNotInState(model, { server: bravo, event: ban, atMs: duringMs });
  expect(during.answer).toBe("bravo does not have it.");
  expect(chainText(during)).toContain("partition: alpha ‖ bravo, charlie");
});

test("every question about every state event has an answer that is true", () => {
  for (const { index, stateKey, type } of model.events) {
    for (const server of [0, 1, 2]) {
      for (const time of [0, 1_500, duringMs, atMs]) {
        const { answer } = whyNotInState(model, { server, event: index, atMs: time });
        const state = model.currents.at(server, 0, time);
        const slot = `${type}\u0000${stateKey ?? ""}`;
        const holder = state === undefined ? undefined : model.states.slots(state).get(slot);
        const isIn = stateKey !== undefined && holder?.event === index;
        expect(answer.startsWith("It is:"), `${index} at ${server}, ${time}`).toBe(isIn);
      }
    }
  }
});
