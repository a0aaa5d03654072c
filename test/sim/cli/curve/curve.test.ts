// `rashomon curve` from a failing run to its page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call, temporaryFolder } from "../call.ts";

test("a run that fails whatever comes is told so, for any number of jobs", async () => {
  const folder = temporaryFolder();
  const run = join(folder, "run");
  await call(["run", "stale-state", "--room-version", "11", "--quiet", "--out", run]);
  const draw = async (jobs: string) => {
    const argv = ["curve", run, "--points", "3", "--runs", "5", "--jobs", jobs, "--json"];
    const ended = await call([...argv, "--out", join(folder, jobs)]);
    expect([ended.code, ended.err]).toEqual([0, ""]);
    return JSON.parse(ended.out) as { points: object[]; finding: string; files: { page: string } };
  };
  const [one, two] = [await draw("1"), await draw("2")];
  expect(two.points).toEqual(one.points);
  expect(one.finding).toContain("fails whatever comes");
  expect(readFileSync(one.files.page, "utf8")).toContain("When was it decided? stale-state");
});

test("what does not fail, and what is no run, is said", async () => {
  const run = join(temporaryFolder(), "run");
  await call(["run", "power-duel", "--quiet", "--out", run]);
  const fine = await call(["curve", run]);
  expect([fine.code, fine.err]).toEqual([2, expect.stringContaining("all its checks hold")]);
  expect((await call(["curve", "nowhere"])).code).toBe(2);
  const what = await call(["curve", run, "--anew", "all"]);
  expect([what.code, what.err]).toEqual([2, expect.stringContaining("chance, deeds")]);
});

test("a folder that takes no page is told before the first of so many runs", async () => {
  const argv = ["curve", "stale-state", "--room-version", "11", "--runs", "100000"];
  const { code, err } = await call([...argv, "--out", "package.json/page"]);
  expect([code, err]).toEqual([2, expect.stringContaining("part of this path is a file")]);
});
