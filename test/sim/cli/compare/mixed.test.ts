// The command line of mixed federations.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call, temporaryFolder } from "../call.ts";

test("a pair is measured with controls, and a plan shows each parting", async () => {
  const out = temporaryFolder();
  const pair = ["--dialect", "synapse", "--dialect", "gomatrixserverlib"];
  const argv = ["mixed", ...pair, "--runs", "6", "--servers", "4", "--room-version", "11"];
  const { code, out: text } = await call([...argv, "--out", out, "--json"]);
  expect(code).toBe(0);
  const { mixes, plans, page } = JSON.parse(text) as {
    mixes: { usual: string; others: number; parted: { count: number } }[];
    plans: string[];
    page: string;
  };
  expect(mixes.map(({ others }) => others)).toEqual([0, 0, 1, 2]);
  expect(mixes[3].parted.count).toBeGreaterThan(0);
  expect(page).toBe(join(out, "mixed.html"));
  expect(existsSync(page)).toBe(true);
  const ran = await call(["run", plans[plans.length - 1], "--out", temporaryFolder(), "--quiet"]);
  expect(ran.code).toBe(0);
});

test("each switch can be tried alone", async () => {
  const argv = ["mixed", "--switches", "--runs", "1", "--servers", "2", "--out", temporaryFolder()];
  const { code, out } = await call(argv);
  expect(code).toBe(0);
  expect(out).toContain("1 spec, 1 spec+chainIncludesState");
  expect(out).toContain("1 spec+orderFromNewest, 1 spec+orderFromNewest+countsRepeats");
});

test("wrong usage says what to do", async () => {
  for (const [argv, message] of [
    [["--dialect", "synapse"], "--dialect is given 1 times, not twice"],
    [["--dialect", "synapse", "--dialect", "dendrite"], "there is no dialect dendrite"],
    [["--dialect", "synapse", "--dialect", "spec+nothing"], "there is no dialect spec+nothing"],
    [["--dialect", "synapse", "--dialect", "gomatrixserverlib"], "does not know room version 12"],
    [["--room-version", "99"], "--room-version cannot be"],
    [["--runs", "0"], "--runs cannot be"],
    // Told before the first of so many runs, or this would go on for days.
    [["--runs", "1000000", "--out", "package.json/mixed"], "part of this path is a file"],
  ] as const) {
    const { code, err } = await call(["mixed", ...argv]);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  }
});
