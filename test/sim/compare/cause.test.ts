// The switches behind a difference.
import { expect, test } from "vitest";
import { buildRoom } from "../../../sim/compare/build-room.ts";
import { causeOf, stateWith } from "../../../sim/compare/cause.ts";
import { dialect, switchesOf } from "../../../sim/protocol/state-res/index.ts";
import { sideRulesRoom } from "./rooms.ts";

const room = buildRoom(sideRulesRoom);

test("the text's own answer has no cause", () => {
  expect(causeOf(room, stateWith(room, []))).toEqual([]);
});

test("the one switch that matters is found behind a whole preset", () => {
  const answer = stateWith(room, switchesOf(dialect("synapse")));
  expect(answer).not.toEqual(stateWith(room, []));
  expect(causeOf(room, answer)).toEqual(["powerEventsNeedEmptyStateKey"]);
});

test("an answer that nobody gives has no explanation", () => {
  expect(causeOf(room, stateWith(room, []).slice(1))).toBeUndefined();
});
