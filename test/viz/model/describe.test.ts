// Words for events, faults and times: what an engineer would say, for any content.
import { expect, test } from "vitest";
import {
  clockText,
  durationText,
  eventText,
  faultText,
  reasonText,
  specAddress,
  userText,
} from "../../../viz/model/describe.ts";
import { buildModel, type EventNode } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 40, servers: 4 }));

function textOf(fields: Partial<EventNode>): string {
  return eventText(model, { ...model.events[0], sender: "@ada:alpha.test", ...fields });
}

test("times and durations are short and unambiguous", () => {
  expect([0, 12_345, 61_001, 3_723_004].map(clockText)).toEqual([
    "0:00.000",
    "0:12.345",
    "1:01.001",
    "1:02:03.004",
  ]);
  expect([40, 8_249, 59_999, 190_000, 7_260_000].map(durationText)).toEqual([
    "40ms",
    "8.2s",
    "59s",
    "3m10s",
    "2h1m",
  ]);
});

test("users lose what all servers' names share, strangers keep theirs", () => {
  expect(userText(model, "@bob:bravo.test")).toBe("@bob:bravo");
  expect(userText(model, "@eve:evil.org")).toBe("@eve:evil.org");
  expect(userText(model, "nonsense")).toBe("nonsense");
});

test("membership says who does what to whom", () => {
  const member = (membership: unknown, stateKey: string) =>
    textOf({ type: "m.room.member", stateKey, content: { membership } });
  expect(member("join", "@ada:alpha.test")).toBe("@ada:alpha joins");
  expect(member("leave", "@ada:alpha.test")).toBe("@ada:alpha leaves");
  expect(member("leave", "@bob:bravo.test")).toBe("@ada:alpha removes @bob:bravo");
  expect(member("ban", "@bob:bravo.test")).toBe("@ada:alpha bans @bob:bravo");
  expect(member("invite", "@bob:bravo.test")).toBe("@ada:alpha invites @bob:bravo");
  expect(member({ odd: 1 }, "@bob:bravo.test")).toContain("(odd value)");
});

test("power levels name the first users and count the rest", () => {
  const users = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`@u${at}:x`, at]));
  const text = textOf({ type: "m.room.power_levels", stateKey: "", content: { users } });
  expect(text).toBe("@ada:alpha sets power levels: @u0:x 0, @u1:x 1, @u2:x 2, @u3:x 3 and 5 more");
});

test("other events are told by their type, and no content breaks the words", () => {
  const other = { type: "org.x", stateKey: undefined };
  expect(textOf(other)).toBe("@ada:alpha sends org.x");
  expect(textOf({ ...other, stateKey: "k" })).toBe("@ada:alpha sets org.x “k”");
  for (const type of ["m.room.message", "m.room.topic", "m.room.name", "m.room.join_rules"]) {
    for (const value of [undefined, null, 5, "x".repeat(500), {}, []]) {
      const content = { body: value, topic: value, name: value, join_rule: value };
      expect(textOf({ type, content }).length).toBeLessThan(140);
    }
  }
});

test("a partition is told with its sides, and a long list is cut short", () => {
  const [band] = model.faults;
  expect(faultText(model, band)).toBe("partition: alpha, charlie ‖ bravo, delta");
  expect(faultText(model, { ...band, groups: [[0, 1, 2, 3, 0, 1, 2, 3]] })).toBe(
    "partition: alpha, bravo, charlie, delta, alpha and 3 more",
  );
  const links = [[0, 1]] as const;
  const oneWay = { ...band, verb: "hold", groups: [], links, oneWay: true } as const;
  expect(faultText(model, oneWay)).toBe("hold: alpha ↛ bravo");
  const split = { ...band, rule: "isolate", what: "isolate, slowed" };
  expect(faultText(model, split)).toBe("isolate, slowed: alpha, charlie ‖ bravo, delta");
});

test("only places in the specification become addresses", () => {
  expect(specAddress("rooms/v11#authorization-rules")).toBe(
    "https://spec.matrix.org/v1.19/rooms/v11/#authorization-rules",
  );
  const whole = "https://spec.matrix.org/v1.19/rooms/v12/#authorization-rules";
  expect(specAddress(whole)).toBe(whole);
  for (const other of [
    "javascript:alert(1)",
    "https://spec.matrix.org.evil.test/",
    "a b#c",
    "x#",
    "",
  ]) {
    expect(specAddress(other)).toBeUndefined();
  }
});

test("a reason names check, rule and detail", () => {
  const reason = { check: 6, rule: "5.1", spec: "", detail: "banned" };
  expect(reasonText(reason)).toBe("check 6, rule 5.1: banned");
  expect(reasonText({ ...reason, rule: "" })).toBe("check 6: banned");
});
