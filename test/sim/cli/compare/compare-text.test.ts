// What comparisons tell people.
import { expect, test } from "vitest";
import { compareText, exampleText } from "../../../../sim/cli/compare/compare-text.ts";
import { buildRoom, rateOf, stateWith } from "../../../../sim/compare/index.ts";
import { sideRulesRoom } from "../../compare/rooms.ts";

test("an example has what differs, the drawn room and both readings", () => {
  const built = buildRoom(sideRulesRoom);
  const cause = ["powerEventsNeedEmptyStateKey"] as const;
  const answer = stateWith(built, cause);
  const counts = { found: 3, shrunk: 1, confirmed: true };
  const example = { peer: "ruma", version: "11", cause, ...counts, built, answer };
  const text = exampleText(example, stateWith(built, []));
  expect(text).toContain("ruma and the text resolve this room of version 11 differently");
  expect(text).toMatch(/only by the text: \$\S+\nonly by ruma: nothing more/);
  expect(text).toContain("by the text:");
  expect(exampleText({ ...example, cause: [] }, [])).toContain("no switch explains it");
});

test("of many causes and rooms the most frequent are listed, the odd ones first", () => {
  const causes = Array.from({ length: 20 }, (_, n) => ({ cause: `a+${n}`, ...rateOf(1, 40) }));
  const tally = {
    ...{ peer: "ruma", version: "11", rooms: 40, answered: 40, asPreset: 40, unexplained: 0 },
    ...{ differs: rateOf(20, 40), causes, crashes: 0, hangs: 0, nonsense: 0, refusals: {} },
    switches: [{ name: "skipRejected" as const, ...rateOf(20, 40) }],
  };
  const examples = Array.from({ length: 15 }, (_, n) => ({
    ...{ peer: "ruma", version: "11", cause: `a+${n}`, events: 4, found: 15 - n, shrunk: 1 },
    ...{ confirmed: n !== 14, room: "", page: null, text: `room-${n}` },
  }));
  const text = compareText({
    ...{ command: "compare", rooms: 40, asked: 40, apart: 0, conflicted: 40, seconds: 2 },
    shapes: { "events up to 10": 10, "events up to 15": 30, "2 states": 40 },
    ...{ examples, tallies: [tally] },
  });
  expect(text).toContain("\nevents up to 10: 25.0 %, events up to 15: 75.0 %\n2 states: 100.0 %\n");
  expect(text).toContain("8 other combinations: 8, 20 %");
  expect(text).toContain("skipRejected: 20, 50 %");
  expect(text).toMatch(/Smallest rooms:\n {2}room-14: .*NOT CONFIRM IT\n {2}room-0/);
  expect(text).toContain("and 3 more beside them");
});

test("the table names rates, doubts, crashes and how to go on", () => {
  const tally = {
    ...{ peer: "ruma", version: "11", rooms: 10, answered: 8, asPreset: 7, unexplained: 1 },
    ...{ differs: rateOf(2, 8), causes: [{ cause: "x", ...rateOf(1, 8) }], switches: [] },
    ...{ crashes: 1, hangs: 0, nonsense: 0, refusals: { no: 1 } },
  };
  const text = compareText({
    ...{ command: "compare", rooms: 10, asked: 20, next: "--from 10 --random 10", apart: 0 },
    ...{ conflicted: 9, seconds: 2, shapes: {}, examples: [], tallies: [tally] },
  });
  for (const part of [
    "8 of 10 rooms answered",
    "differs from the text in 2: 25 %",
    "EXPLAINED BY NO SWITCH: 1",
    "crashes: 1",
    "refused 1: no",
    "go on with --from 10 --random 10",
  ]) {
    expect(text).toContain(part);
  }
});
