import { describe, expect, test } from "vitest";
import { checks, judge } from "../../../sim/check/judge.ts";
import { readTrace } from "../../../sim/trace/read.ts";
import { VerdictRecord } from "../../../sim/trace/records.ts";
import { writeTrace } from "../../../sim/trace/write.ts";
import { Compile } from "typebox/compile";
import { referee } from "../../reference/index.ts";
import { a, ada, b, bob, c, usualTrace } from "./trace-builder.ts";

/** A room with a split, a conflict and a heal. */
function story(version = "11") {
  const trace = usualTrace({ version });
  const id = trace.fault("partition", { groups: [[a], [b, c]] });
  const ban = trace.make(a, trace.member(ada, "ban", bob));
  const topic = trace.make(b, trace.topic(bob, "mine"));
  trace.deliver(topic, [c]);
  trace.fault("heal", { id });
  trace.deliver(topic, [a]);
  trace.deliver(ban, [b, c]);
  return trace;
}

describe("judge", () => {
  test.each(["10", "11", "12"])(
    "finds nothing wrong with an honest room of version %s",
    (version) => {
      const verdicts = judge(story(version).trace(), undefined, { referee });
      expect(verdicts.map(({ check, result }) => [check, result])).toEqual([
        ["converges", "held"],
        ["auth-held", "held"],
        ["no-state-reset", "held"],
        ["delivery", "held"],
        ["well-formed", "held"],
        ["bans-hold", "held"],
        ["power-held", "held"],
        ["bounded-extremities", "held"],
        ["whole-state", "held"],
      ]);
    },
  );

  test("says the same of a trace that was written and read back", () => {
    const records = story().trace();
    const read = readTrace(writeTrace(records));
    if (!read.ok) throw new Error(read.problem.message);
    const options = { referee };
    expect(judge(read.records, undefined, options)).toEqual(judge(records, undefined, options));
  });

  test("answers with records of the trace's schema, in the order of the names", () => {
    const verdicts = judge(story().trace(), ["well-formed", "converges"]);
    expect(verdicts.map(({ check }) => check)).toEqual(["well-formed", "converges"]);
    const schema = Compile(VerdictRecord);
    for (const verdict of judge(story().trace())) expect(schema.Check(verdict)).toBe(true);
  });

  test("does not change the records", () => {
    const records = story().trace();
    const before = writeTrace(records);
    judge(records, undefined, { referee });
    expect(writeTrace(records)).toBe(before);
  });

  test("throws on a name that is no check, and lists those that are", () => {
    expect(() => judge(story().trace(), ["convergence"])).toThrow(
      "no check is called convergence; there are converges, auth-held",
    );
  });

  test("throws where the trace does not begin with meta", () => {
    expect(() => judge(story().trace().slice(1))).toThrow("begins with its `meta` record");
  });

  test("knows every check by its own name and says what it is about", () => {
    for (const [name, check] of checks) {
      expect(check.name).toBe(name);
      expect(check.summary).toMatch(/^[A-Z].*\.$/);
    }
  });
});
