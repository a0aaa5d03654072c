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

test("the switches of a known program are asked before all others", () => {
  const answer = stateWith(room, ["powerEventsNeedEmptyStateKey"]);
  for (const name of ["synapse", "gomatrixserverlib"]) {
    expect(causeOf(room, answer, dialect(name))).toEqual(["powerEventsNeedEmptyStateKey"]);
  }
  // The text has none, so this answer is explained by what others do.
  expect(causeOf(room, answer, dialect("spec"))).toEqual(["powerEventsNeedEmptyStateKey"]);
});

test("an answer that nobody gives has no explanation", () => {
  expect(causeOf(room, stateWith(room, []).slice(1))).toBeUndefined();
});
