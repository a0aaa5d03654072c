// Claims of stories, told with the words of sim/run/story/claims.ts: each kind held, broken and not met.
import { describe, expect, test } from "vitest";
import { judgeProperties } from "../../../../sim/check/claims/properties.ts";
import { readPlan } from "../../../../sim/run/index.ts";
import {
  always,
  eventually,
  memberIs,
  not,
  reachable,
  recorded,
  serversAgree,
  sometimes,
  stateIs,
  type Property,
} from "../../../../sim/run/index.ts";
import { alpha, bravo, cast, charlie, runStory, tell } from "../../run/stories.ts";

/** A topic is set while one server is cut off, and a user is banned after the heal. */
const { records } = runStory((stage) => {
  const { ada, bob, cay, room } = cast(stage);
  stage.after("1s").do(ada.setTopic(room, "tea"));
  stage.after("2s").partition([alpha], [bravo, charlie]);
  stage.after("3s").do(ada.setTopic(room, "green tea"));
  stage.after("4s").do(bob.setTopic(room, "coffee"));
  stage.after("60s").heal();
  stage.after("30m").do(ada.ban(room, cay));
});

const verdict = (property: Property) => judgeProperties(records, [property])[0];
const result = (property: Property) => verdict(property).result;
const topic = (text: string, at?: string) =>
  stateIs({ type: "m.room.topic", content: { topic: text }, ...(at && { at }) });

describe("always", () => {
  test("holds at every moment, at every server that is in", () => {
    const found = verdict(always("ada stays", memberIs("@ada:alpha.test", "join")));
    expect(found).toMatchObject({ check: "always ada stays", result: "held" });
  });
  test("is broken by one moment at one server, which is named", () => {
    const found = verdict(always("tea", not(topic("coffee"))));
    expect(found.result).toBe("broken");
    expect(found.detail).toMatch(/^It does not hold at \d+ ms at bravo\.test\.$/);
  });
  test("of records: that there is none", () => {
    expect(result(always("no crash", not(recorded("fault", { verb: "crash" }))))).toBe("held");
    expect(result(always("no cut", not(recorded("fault", { verb: "partition" }))))).toBe("broken");
  });
});

describe("eventually", () => {
  test("asks the end", () => {
    expect(result(eventually("coffee", topic("coffee")))).toBe("held");
    expect(result(eventually("tea", topic("tea")))).toBe("broken");
    expect(result(eventually("cay is out", memberIs("@cay:charlie.test", "ban")))).toBe("held");
    expect(result(eventually("agreement", serversAgree()))).toBe("held");
  });
  test("within: not long after the last fault", () => {
    expect(result(eventually("early", topic("coffee"), { within: "1s" }))).toBe("broken");
    expect(result(eventually("late", topic("coffee"), { within: "1h" }))).toBe("held");
    const ban = recorded("op", { action: "bans @cay:charlie.test" });
    expect(result(eventually("ban", ban, { within: "1m" }))).toBe("broken");
    expect(result(eventually("ban", ban))).toBe("held");
  });
});

describe("sometimes and reachable", () => {
  test("hold where it happens once, and say unknown where it does not", () => {
    expect(result(sometimes("they differ", not(serversAgree())))).toBe("held");
    expect(result(sometimes("tea at bravo", topic("tea", bravo)))).toBe("held");
    const never = verdict(sometimes("water", topic("water")));
    expect(never.result).toBe("unknown");
    expect(never.detail).toContain("another seed may get there");
    expect(result(reachable("a conflict", recorded("resolve", { conflicted: { least: 2 } })))).toBe(
      "held",
    );
    expect(result(reachable("a big one", recorded("resolve", { conflicted: { least: 99 } })))).toBe(
      "unknown",
    );
  });
  test("a server that nobody asks has no moments", () => {
    expect(result(always("nowhere", topic("tea", "elsewhere.test")))).toBe("unknown");
  });
});

describe("in a plan", () => {
  const plan = tell((stage) => void cast(stage));
  const problem = (...expect: Property[]) => {
    const reading = readPlan({ ...plan, expect });
    return reading.ok ? "" : `${reading.where} ${reading.message}`;
  };
  test("they are data that reads back", () => {
    const claims = [always("a", topic("tea", alpha)), reachable("b", recorded("mark"))];
    expect(problem(...(JSON.parse(JSON.stringify(claims)) as Property[]))).toBe("");
  });
  test("what cannot be is refused: twice the same, records for ever, strangers, a late always", () => {
    const claim = always("a", topic("tea"));
    expect(problem(claim, claim)).toMatch(/^\/expect\/1 a second claim is called a/);
    expect(problem(always("r", recorded("mark")))).toContain("sometimes that it is");
    expect(problem(always("s", topic("tea", "zulu.test")))).toContain("no server zulu.test");
    expect(problem(always("s", stateIs({ type: "t", room: "den" })))).toContain("no room den");
    expect(problem({ ...claim, withinMs: 5 })).toContain("belongs to eventually");
    expect(not(not(topic("tea")))).toEqual(topic("tea"));
  });
});
