// The planted bugs themselves: well-formed, planted where they say, and one of each area found and
// made small. test/real/bugs.test.ts looks for all of them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CleanRuns, hunt, Pool, shrinkHunt } from "./hunt.ts";
import { plantedBugs } from "./index.ts";
import { areas, changed } from "./planted-bug.ts";
import { median, rowData, tableText, type Row } from "./table.ts";

const root = join(import.meta.dirname, "../..");
const bugNamed = (name: string) => plantedBugs.find((bug) => bug.name === name)!;

describe("the list", () => {
  test("has at least twenty bugs in all areas, with names of their own", () => {
    expect(plantedBugs.length).toBeGreaterThanOrEqual(20);
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
    expect(new Set(plantedBugs.map(({ area }) => area))).toEqual(new Set(areas));
    for (const { about, thread } of plantedBugs) {
      expect(about).toMatch(/^(\/?[A-Za-z]).*\.$/);
      if (thread !== undefined) expect(thread).toMatch(/^[\w.-]+\/[\w.-]+#\d+$/);
    }
  });

  test("is as long as the README says", () => {
    const text = readFileSync(join(root, "README.md"), "utf8");
    const [, count] = /plants (\d+) known mistakes/.exec(text) ?? [];
    expect(Number(count)).toBe(plantedBugs.length);
  });

  test.each(plantedBugs)("$name changes what is there", ({ changes }) => {
    for (const change of changes) {
      const text = readFileSync(join(root, change.file), "utf8");
      expect(changed(text, change)).not.toBe(text);
    }
  });

  test("a change that no longer finds its place says so", () => {
    const change = { file: "x.ts", from: "one", to: "two" };
    expect(() => changed("nothing", change)).toThrow(/x\.ts: .* is not there: one/);
    expect(() => changed("one and one", change)).toThrow(/stands there 2 times/);
  });
});

describe("a hunt", () => {
  const rows: Row[] = [];
  let clean: CleanRuns;
  beforeAll(() => void (clean = new CleanRuns(1)));
  afterAll(() => clean.close());

  const looksFor = async (name: string, seedsMax = 100): Promise<Row> => {
    const pool = new Pool(name, 1);
    try {
      const hunted = await hunt(bugNamed(name), pool, { clean, seedsMax });
      const { found } = hunted;
      const shrunk = found && (await shrinkHunt(found, pool, { clean, runsMax: 400 }));
      return { ...hunted, shrunk };
    } finally {
      await pool.close();
    }
  };

  test.each([
    ["latest-first", "auth-held"],
    ["stale-current-state", "memo-held"],
    ["failed-is-sent", "converges"],
  ])("finds %s by %s and makes it small", async (name, check) => {
    const row = await looksFor(name);
    rows.push(row);
    expect(row.found).toMatchObject({ check });
    expect(row.found?.before).toMatchObject({ servers: 5, deeds: 70 });
    expect(row.shrunk?.after.servers).toBeLessThanOrEqual(4);
    expect(row.shrunk?.after.deeds).toBeLessThanOrEqual(15);
  });

  test("finds nothing where nothing is planted", async () => {
    const pool = new Pool(undefined, 1);
    const hunted = await hunt(bugNamed("latest-first"), pool, { clean, seedsMax: 10 });
    await pool.close();
    expect(hunted.found).toBeUndefined();
    rows.push({ ...hunted, shrunk: undefined });
  });

  test("comes to a table for people and rows for programs", () => {
    const text = tableText(rows);
    expect(text).toContain(`${rows.length - 1} of ${rows.length} planted bugs are found`);
    expect(text).toMatch(/latest-first +resolver +auth-held +\d+ +\d+\.\d +5 → \d +70 → \d/);
    expect(text).toContain("NOT FOUND");
    expect(rowData(rows[0])).toMatchObject({ name: "latest-first", found: true, area: "resolver" });
    expect([median([3, 1, 2]), median([])]).toEqual([2, 0]);
  });
});

test("the command says what is wrong with its arguments", () => {
  const bugs = (...argv: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), ...argv], {
      encoding: "utf8",
    });
  const unknown = bugs("latest-frist");
  expect([unknown.status, unknown.stderr]).toEqual([
    2,
    expect.stringContaining("did you mean latest-first"),
  ]);
  expect(bugs("--list").stdout).toContain("symmetric-difference");
});
