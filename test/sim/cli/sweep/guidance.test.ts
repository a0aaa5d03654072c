// The measurement from a command line to its page; what it measures is the guide's business.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { call, temporaryFolder } from "../call.ts";

test("a measurement is the same for any number of jobs, and leaves a page and all its data", async () => {
  const measure = async (jobs: string) => {
    const argv = ["guidance", "power-duel", "--runs", "64", "--repeats", "2", "--jobs", jobs];
    const ended = await call([...argv, "--out", temporaryFolder(), "--json"]);
    expect([ended.code, ended.err]).toEqual([0, ""]);
    return JSON.parse(ended.out) as { catches: object[]; files: { page: string; data: string } };
  };
  const [one, two] = [await measure("1"), await measure("2")];
  expect(two.catches).toEqual(one.catches);
  expect(one.catches).toHaveLength(3);
  expect(readFileSync(one.files.page, "utf8")).toContain("What guidance is worth: power-duel");
  const data = JSON.parse(readFileSync(one.files.data, "utf8")) as { pairs: { blind: object[] }[] };
  expect(data.pairs.map(({ blind }) => blind.length)).toEqual([64, 64]);
});

test("wrong numbers and names say what to give", async () => {
  const few = await call(["guidance", "--swarm", "--runs", "5"]);
  expect([few.code, few.err]).toEqual([2, expect.stringContaining("from 64 to")]);
  // Told before the first of so many runs, or this would go on for days.
  const argv = ["guidance", "--swarm", "--runs", "100000", "--out", "package.json/page"];
  const file = await call(argv);
  expect([file.code, file.err]).toEqual([
    2,
    expect.stringContaining("part of this path is a file"),
  ]);
  const none = await call(["guidance"]);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining("--swarm")]);
});
