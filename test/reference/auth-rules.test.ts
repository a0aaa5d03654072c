// Every rule that can refuse does refuse, in the newest versions under the number of RULES.md, and
// every rule that allows lets its case through; test/conformance does so in all versions.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../../sim/protocol/auth/rules.ts";
import { stableVersions } from "../../sim/protocol/room-version.ts";
import { changeIn, numberIn, passes, refused } from "./rule-cases.ts";
import { creator, judge, member, roomIdIn, stranger, type Draft } from "./small-room.ts";

// Only an event's own list can break these.
const onlyByList = /^(2\.|new 2|3\.[1-4]$)/;

describe.each(["10", "11", "12"])("in version %s", (version) => {
  const cases = refused.filter(({ only }) => only?.includes(version) ?? true);
  it.each(cases)("rule $rule refuses: $about", ({ rule, make, ...more }) => {
    const { byAuthEvents, byState } = judge(version, make(version), changeIn(version, more));
    const expected = { ok: false, rule: numberIn(version, rule) };
    expect(byAuthEvents).toMatchObject(expected);
    if (!onlyByList.test(rule)) expect(byState).toMatchObject(expected);
  });

  const good = passes.filter(({ only }) => only?.includes(version) ?? true);
  it.each(good)("the rules allow $about", ({ make, ...more }) => {
    const { byAuthEvents, byState } = judge(version, make(version), changeIn(version, more));
    expect({ byAuthEvents, byState }).toEqual({
      byAuthEvents: { ok: true },
      byState: { ok: true },
    });
  });

  it("has a refusing case for every refusing rule of RULES.md", () => {
    const numbers = tableRows()
      .filter(({ ends }) => ends === "refuse" || ends === "both")
      .flatMap(({ numbers }) => numbers.get(version) ?? []);
    const covered = new Set(cases.map(({ rule }) => numberIn(version, rule)));
    expect(numbers.length).toBeGreaterThan(45);
    expect(numbers.filter((number) => !covered.has(number))).toEqual([]);
  });
});

describe("RULES.md", () => {
  it("has every rule of every version under the number that the fast rules report", () => {
    const words = { refuses: "refuse", allows: "allow", both: "both" } as const;
    const leaves = tableRows().filter(({ ends }) => ends !== "");
    const inTable = leaves.map(({ numbers, ends }) => `${[...numbers].join(" ")} ${ends}`);
    const inCode = [...rules.values()].map(({ number, ends }) => {
      const kept = [...number].filter(([version]) => stableVersions.includes(version));
      return `${kept.join(" ")} ${words[ends]}`;
    });
    expect(inTable.sort()).toEqual(inCode.sort());
  });
});

describe("the creator", () => {
  const firstJoin = (user: string): Draft => ({
    type: "m.room.member",
    sender: user,
    state_key: user,
    content: { membership: "join" },
    prev_events: ["$create"],
  });

  it("is named by the content in version 10 and is the sender since version 11", () => {
    const change = { create: { creator: stranger }, joinRule: "private" };
    expect(judge("10", firstJoin(stranger), change).byState.ok).toBe(true);
    expect(judge("11", firstJoin(stranger), change).byState).toMatchObject({ rule: "4.3.7" });
    expect(judge("12", firstJoin(stranger), change).byState).toMatchObject({ rule: "5.3.7" });
  });

  it("who is additional gets power but no first join", () => {
    const change = { create: { additional_creators: [stranger, member] }, joinRule: "private" };
    expect(judge("12", firstJoin(stranger), change).byState).toMatchObject({ rule: "5.3.7" });
    const tombstone = { type: "m.room.tombstone", sender: member, state_key: "" };
    expect(judge("12", tombstone, change).byState.ok).toBe(true);
    expect(judge("11", tombstone, change).byState).toMatchObject({ rule: "7" });
  });

  it("of the room is found through the room ID in version 12", () => {
    expect(roomIdIn("12")).toBe("!create");
    const draft = { ...firstJoin(creator), room_id: "!levels" };
    expect(judge("12", draft).byState).toMatchObject({ rule: "2" });
  });
});

/** The rows of RULES.md: a rule's number by version, and what it does with an event. */
function tableRows(): { numbers: Map<string, string>; ends: string }[] {
  const text = readFileSync(new URL("RULES.md", import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const [head, _rule, ...rows] = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.map((cells) => {
    const numbers = new Map<string, string>();
    for (const version of stableVersions) {
      const column = head.findIndex((span) => {
        const [first, last = first] = span.split("–").map(Number);
        return Number(version) >= first && Number(version) <= last;
      });
      if (cells[column] !== "–") numbers.set(version, cells[column]);
    }
    return { numbers, ends: cells[head.indexOf("ends")] };
  });
}
