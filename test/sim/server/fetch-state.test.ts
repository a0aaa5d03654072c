// By how much is missing: one /state, or single events, five at a time.
import { expect, test } from "vitest";
import { a, ada, b, bob, cay, Town } from "./harness.ts";

/** bob's server missed so many topics of one room each; ada's newest word leads over a gap. */
function behind(stateFetch: { wholeAbove: number; parallel: number }) {
  const town = new Town({ servers: 3, change: { stateFetch, missingEventsAsked: 0 } });
  town.found([bob, cay]);
  town.run();
  const state = (n: number) =>
    town.do(ada, { kind: "state", type: `org.example.t${n}`, key: "", content: { n } });
  for (let n = 0; n < 8; n++) state(n);
  const last = town.say(ada, "over the gap");
  town.lose({ to: b });
  town.push(a, b, last);
  const kinds: string[] = [];
  let most = 0;
  for (let round = 0; round < 50; round++) {
    const asked = town.flying({ from: b, to: a });
    if (asked.length === 0) break;
    most = Math.max(most, asked.filter(({ kind }) => kind === "event").length);
    kinds.push(...asked.map(({ kind }) => kind));
    town.deliver(...town.take({ from: b, to: a }));
  }
  return { town, last, kinds, most };
}

test("a tenth or more comes by one /state", () => {
  const { town, last, kinds } = behind({ wholeAbove: 10, parallel: 5 });
  expect(kinds).toEqual(["state_ids", "state", "event"]);
  expect(town.verdict(b, last)).toBe("accepted");
  expect(town.current(b, "org.example.t3")).toBe(town.current(a, "org.example.t3"));
});

test("less than the share comes event by event, so many at a time", () => {
  const { town, last, kinds, most } = behind({ wholeAbove: 1, parallel: 5 });
  expect(kinds.filter((kind) => kind === "event")).toHaveLength(8);
  expect(most).toBe(5);
  expect(town.verdict(b, last)).toBe("accepted");
  expect(town.current(b, "org.example.t3")).toBe(town.current(a, "org.example.t3"));
});
