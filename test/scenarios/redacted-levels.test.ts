import { describe, expect, test } from "vitest";
import { judge } from "../../sim/check/index.ts";
import { run } from "../../sim/index.ts";
import type { TraceRecord } from "../../sim/trace/records.ts";
import { referee } from "../reference/index.ts";
import { planOf, roomVersions, tell, without, withPolicy } from "./told.ts";

const name = "redacted-levels";
const levels = "changes invite of the power levels";
const invites = "invites @dora:delta.test";

describe.each(roomVersions)("in room version %s", (version) => {
  const told = tell(planOf(name, version));
  const change = told.event("alice", levels);

  test("Charlie gets the power levels redacted, and goes by them", () => {
    expect(told.arrival(change, "charlie.test")).toMatchObject({
      ...{ via: "missing", verdict: "accepted", redacted: true },
    });
    expect(told.arrival(change, "bravo.test")?.redacted).toBeUndefined();
  });

  test("up to version 10 it lets a guest invite, and is alone with that", () => {
    const invitation = told.op("chris", invites);
    if (version !== "10") {
      expect(invitation).toMatchObject({ result: "refused", why: expect.stringContaining("100") });
      expect(told.broken).toEqual([]);
      return;
    }
    const event = told.event("chris", invites);
    const verdicts = ["alpha.test", "bravo.test", "charlie.test"].map((server) =>
      told.verdict(event, server),
    );
    expect(verdicts).toEqual(["rejected", "rejected", "accepted"]);
    expect(told.broken).toEqual(["converges"]);
    const [verdict] = told.result.verdicts.filter(({ check }) => check === "converges");
    expect(verdict.detail).toMatch(
      /charlie\.test has event \d+ \(m\.room\.power_levels .*redacted/,
    );
  });
});

const ten = planOf(name, "10");

test("who joins through Charlie gets the levels as Charlie has them", () => {
  const told = tell(ten);
  const change = told.event("alice", levels);
  expect(told.arrival(change, "delta.test")).toMatchObject({ redacted: true });
  expect(told.content("delta.test", "m.room.member", "@dora:delta.test")).toMatchObject({
    membership: "join",
  });
});

test("the referee judges Charlie by the redacted form, which is another than the whole one", () => {
  const { records } = run(ten, { referee });
  const verdictOn = (trace: readonly TraceRecord[]) => judge(trace, ["auth-held"], { referee })[0];
  expect(verdictOn(records).result).toBe("held");
  const whole = records.map((record) => {
    if (record.kind !== "arrive" || record.redacted !== true) return record;
    const { redacted: _, ...rest } = record;
    return rest;
  });
  const verdict = verdictOn(whole);
  expect(verdict).toMatchObject({ result: "broken" });
  expect(verdict.detail).toContain("charlie.test was wrong");
});

test("memory changes nothing, nor does asking all checks", () => {
  const plan = { ...ten, checks: ["every"] };
  const result = run(plan, { referee });
  expect(run(plan, { referee, remember: false }).hash).toBe(result.hash);
  const broken = result.verdicts.filter((verdict) => verdict.result === "broken");
  expect(broken.map(({ check }) => check)).toEqual(["converges"]);
});

test("it takes servers that redact for servers", () => {
  expect(tell(withPolicy(ten, "minimal")).op("chris", invites).result).toBe("refused");
});

test("it takes the split: who knows of Chris tells him all", () => {
  const told = tell(without(ten, (step) => "fault" in step));
  expect(told.op("chris", invites).result).toBe("refused");
});
