import { expect, test } from "vitest";
import { matchWords } from "../../../viz/app/match-words.ts";

const names = ["Next event", "Event before", "Next refused event", "Seen by alpha", "Show: Event"];
const find = (typed: string) => matchWords(names, typed, (name) => name);

test("nothing typed, everything in its order", () => {
  expect(find("  ")).toEqual(names);
});

test("every typed word must be in the name, in any order and case", () => {
  expect(find("EVENT next")).toEqual(["Next event", "Next refused event"]);
  expect(find("event xyz")).toEqual([]);
});

test("beginnings of words come before other places", () => {
  expect(find("al")).toEqual(["Seen by alpha"]);
  expect(matchWords(["a reset", "set it"], "set", (name) => name)).toEqual(["set it", "a reset"]);
});
