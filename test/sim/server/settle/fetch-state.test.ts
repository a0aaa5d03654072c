// By how much is missing: one /state, or single events, five at a time.
import { expect, test } from "vitest";
import { a, ada, b, bob, cay, Town, type Match } from "../harness.ts";

/**
 * bob's server missed eight state events; ada's newest word leads over the gap.
 * @param fail does away with some of what bob's server asks
 */
function behind(
  stateFetch: { wholeAbove: number; parallel: number },
  fail: (town: Town) => void = () => {},
) {
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
    fail(town);
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

const all = { wholeAbove: 10, parallel: 5 };
const wholeState: Match = { from: b, to: a, kind: "state" };

test("where /state is refused nothing of the state is taken, and the event is given up", () => {
  const { town, last, kinds } = behind(all, (town) => town.refuse(wholeState));
  expect(kinds).toEqual(["state_ids", "state"]);
  expect(town.verdict(b, last)).toBe("unknown");
  expect(town.marks.map(({ what }) => what)).toEqual([
    "the state at a missing prev event cannot be had",
  ]);
  expect(town.current(b, "org.example.t3")).toBe(-1);
});

test("where nobody answers /state the event is set aside, and tried again", () => {
  const { town, last } = behind(all, (town) => town.lose(wholeState));
  expect(town.verdict(b, last)).toBe("unknown");
  expect(town.replica(b).aside.size).toBe(1);
  town.pass(600);
  town.run({ from: b, to: a });
  expect(town.verdict(b, last)).toBe("accepted");
  expect(town.current(b, "org.example.t3")).toBe(town.current(a, "org.example.t3"));
});

test("of single events those that come are taken, and the state is used without the rest", () => {
  const { town, last } = behind({ wholeAbove: 1, parallel: 5 }, (town) => {
    const topic = town.current(a, "org.example.t3");
    for (const flight of town.flying({ from: b, kind: "event" })) {
      const { request } = flight;
      if (request?.kind !== "event" || !request.events.includes(topic)) continue;
      town.flights.splice(town.flights.indexOf(flight), 1);
      town.timeOut(flight);
    }
  });
  expect(town.verdict(b, last)).toBe("accepted");
  expect(town.current(b, "org.example.t2")).toBe(town.current(a, "org.example.t2"));
  expect(town.current(b, "org.example.t3")).toBe(-1);
});
