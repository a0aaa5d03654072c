// The table of rule names and numbers.
import { expect, test } from "vitest";
import { refuse, ruleNumber, rules, type RuleName } from "../../../../sim/protocol/auth/rules.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { roomVersion } from "../../../../sim/protocol/room-version.ts";
import { versions } from "../room-builder.ts";

test("every rule has a number in some version, and the numbers look like numbers", () => {
  for (const [name, { number, about }] of rules) {
    expect(number.size, name).toBeGreaterThan(0);
    for (const text of number.values()) expect(text).toMatch(/^(\d+(\.\d+)*|floats)$/);
    expect(about.length).toBeGreaterThan(10);
  }
});

test("10 and 11 number their rules alike", () => {
  for (const { name, number } of rules.values()) {
    const [v10, v11] = [number.get("10"), number.get("11")];
    // Version 11 lost a rule about create events, so the one that allows them moved up.
    if (name === "create-allowed") continue;
    if (v10 !== undefined && v11 !== undefined) expect(v11).toBe(v10);
  }
});

test("12 has moved every rule after the first down by one", () => {
  // Its rule 2 is new: the room ID is the create event's.
  for (const { number } of rules.values()) {
    const [v11, v12] = [number.get("11"), number.get("12")];
    if (v11 === undefined || v12 === undefined) continue;
    const shift = v11.startsWith("1.") ? 0 : 1;
    expect(Number(v12.split(".")[0])).toBe(Number(v11.split(".")[0]) + shift);
  }
});

test("a refusal carries the number of the room's version and where to read it", () => {
  const numbers = versions.map((version) => refuse(new RoomGraph(version), "join-banned", "d"));
  expect(numbers.map(({ rule }) => rule)).toEqual(["4.3.3", "4.3.3", "5.3.3"]);
  expect(numbers[2]).toEqual({
    ok: false,
    rule: "5.3.3",
    spec: "rooms/v12#authorization-rules",
    detail: "d",
  });
});

test("the older pages count as they are printed", () => {
  const numbers = (name: RuleName) =>
    ["1", "3", "6", "7", "8", "10", "12"].map((id) => ruleNumber(name, roomVersion(id)));
  expect(numbers("member-unknown")).toEqual(["5.6", "5.6", "4.6", "4.7", "4.8", "4.8", "5.8"]);
  expect(numbers("levels-users")).toEqual(["10.1", "10.1", "9.1", "9.1", "9.1", "9.3", "10.3"]);
  expect(numbers("allowed")).toEqual(["12", "11", "10", "10", "10", "10", "11"]);
  expect(numbers("redaction").slice(0, 2)).toEqual(["11.3", undefined]);
  expect(numbers("knock-rule").slice(1, 5)).toEqual([undefined, undefined, "4.6.1", "4.7.1"]);
  expect(ruleNumber("levels-creator", roomVersion("org.matrix.hydra.11"))).toBe("10.4");
});
