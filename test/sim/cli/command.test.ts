// Option values as commands ask for them.
import { expect, test } from "vitest";
import { Options } from "../../../sim/cli/command.ts";
import { Problem } from "../../../sim/cli/problem.ts";

const options = new Options({
  json: true,
  dialect: "synapse",
  at: ["$a", "$b"],
  seed: "07",
  big: "1e3",
});

test("values have the type that is asked for, or are absent", () => {
  expect([options.flag("json"), options.flag("quiet")]).toEqual([true, false]);
  expect([options.text("dialect"), options.text("json")]).toEqual(["synapse", undefined]);
  expect([options.list("at"), options.list("set")]).toEqual([["$a", "$b"], []]);
  expect(options.integer("seed", { min: 0, max: 9 })).toBe(7);
  expect(options.integer("none", { min: 0, max: 9 })).toBeUndefined();
});

test("a choice must be one of the words, and the problem lists them", () => {
  expect(options.choice("dialect", ["spec", "synapse"])).toBe("synapse");
  expect(options.choice("none", ["spec"])).toBeUndefined();
  expect(() => options.choice("dialect", ["a", "b"])).toThrow(Problem);
});

test("numbers outside the bounds and numbers that are none are problems", () => {
  for (const name of ["big", "dialect"]) {
    expect(() => options.integer(name, { min: 0, max: 9 })).toThrow(Problem);
  }
  expect(() => options.integer("seed", { min: 8, max: 9 })).toThrow("--seed cannot be");
});

test("a time is read in its unit, and one outside the bounds is told some that are inside", () => {
  const given = new Options({ window: "1.5m", drain: "0s", within: "2h" });
  const [second, hour] = [1_000, 3_600_000];
  expect(given.duration("window", { minMs: second, maxMs: hour })).toBe(90_000);
  expect(given.duration("drain", { minMs: 0, maxMs: hour })).toBe(0);
  const remedyWithin = (minMs: number, maxMs: number) => {
    try {
      given.duration("within", { minMs, maxMs });
    } catch (thrown) {
      if (thrown instanceof Problem) return thrown.parts.remedy;
    }
    return undefined;
  };
  expect(remedyWithin(second, hour)).toBe("Give a time from 1s to 1h, such as 30s or 5m.");
  expect(remedyWithin(0, 5_400_000)).toBe(
    "Give a time from 0s to 90m, such as 500ms or 30s or 5m.",
  );
  expect(remedyWithin(second, 2 * hour)).toBeUndefined();
});

test("a problem names the flag as it is typed", () => {
  const typed = new Options({ roomVersion: "x" });
  expect(() => typed.choice("roomVersion", ["11"])).toThrow('--room-version cannot be "x"');
});

test("to ask for an option that nobody has is a bug of ours, not an option that was left out", () => {
  const known = new Options({ roomVersion: "11" }, ["roomVersion", "seed"]);
  expect([known.text("roomVersion"), known.text("seed")]).toEqual(["11", undefined]);
  for (const wrong of ["roomversion", "room-version"]) {
    expect(() => known.text(wrong)).toThrow("no option is called --");
    expect(() => known.flag(wrong)).toThrow("no option is called --");
    expect(() => known.list(wrong)).toThrow("no option is called --");
  }
});
