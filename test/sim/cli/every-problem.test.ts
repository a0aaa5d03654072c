import { expect, test } from "vitest";
import { Options } from "../../../sim/cli/command.ts";
import { readingAll } from "../../../sim/cli/every-problem.ts";
import { Problem, problemText } from "../../../sim/cli/problem.ts";

const read = (options: Options) => {
  const users = options.integer("users", { min: 2, max: 9 }) ?? 100;
  const rate = options.number("rate", { min: 1, max: 10 }) ?? 1;
  if (rate * users >= 90) throw new Problem({ message: "that is too much", remedy: "Less." });
  return { users, rate };
};

const told = (values: Readonly<Record<string, unknown>>): string => {
  try {
    readingAll(new Options(values), read);
    return "";
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return problemText(thrown.parts);
  }
};

test("all wrong options are told, each with its remedy, in the order in which they are read", () => {
  expect(told({ users: "1", rate: "fast" }).split("\n")).toEqual([
    'rashomon: --users cannot be "1"',
    "  → Give a whole number from 2 to 9.",
    'rashomon: --rate cannot be "fast"',
    "  → Give a number from 1 to 10.",
    "",
  ]);
});

test("what is wrong with several at once is told where nothing was left out for it", () => {
  expect(told({ users: "9", rate: "10" })).toBe("rashomon: that is too much\n  → Less.\n");
  // With the usual number of users it would be too much.
  expect(told({ users: "1", rate: "10.5" }).match(/^rashomon: /gm)).toHaveLength(2);
  expect(told({ users: "1" }).match(/^rashomon: /gm)).toHaveLength(1);
});

test("what is right is read once, and a bug of ours is not taken for a wrong option", () => {
  let count = 0;
  const options = new Options({ users: "3", rate: "1" });
  const order = readingAll(options, (given) => (count++, read(given)));
  expect([order, count]).toEqual([{ users: 3, rate: 1 }, 1]);
  const broken = () => readingAll(options, () => options.text("x")!.length);
  expect(broken).toThrow(TypeError);
});
