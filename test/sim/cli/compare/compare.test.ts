// `rashomon compare` against programs that stand in for other implementations.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { CompareReport } from "../../../../sim/cli/compare/compare-text.ts";
import { banAgainstTopic } from "../../protocol/state-res/rooms.ts";
import { call, roomFile, temporaryFolder } from "../call.ts";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ourselves = `${process.execPath} ${file("../../../../sim/cli/main.ts")} resolve --wire`;
const stub = (behaves: string) => `${process.execPath} ${file("../stub-peer.ts")} ${behaves}`;

async function compare(...argv: string[]) {
  const { code, out, err } = await call(["compare", ...argv, "--json"]);
  return { code, err, report: JSON.parse(out) as CompareReport };
}

test("our own program, asked over a pipe, never differs from the text", async () => {
  const { code, report } = await compare("--random", "20", "--with", ourselves);
  expect(code).toBe(0);
  expect(report).toMatchObject({ rooms: 60, apart: 0, examples: [] });
  expect(report.tallies.map(({ version, differs }) => [version, differs.count])).toEqual([
    ["10", 0],
    ["11", 0],
    ["12", 0],
  ]);
}, 60_000);

test("a program that takes the first state differs in ways that no switch explains", async () => {
  const out = temporaryFolder();
  const argv = [
    "--random",
    "10",
    "--room-version",
    "11",
    "--with",
    stub("first-state"),
    "--out",
    out,
  ];
  const { code, report } = await compare(...argv);
  expect(code).toBe(1);
  expect(report.tallies[0].unexplained).toBeGreaterThan(0);
  const example = report.examples.find(({ cause }) => cause === "")!;
  expect(readFileSync(example.text, "utf8")).toContain("no switch explains it");
  // The page holds the viewer and, packed, the room.
  expect(readFileSync(example.page!).length).toBeGreaterThan(100_000);
  expect((await call(["resolve", example.room])).code).toBe(0);
}, 60_000);

test("refusals and crashes are counted apart and are no differences", async () => {
  const argv = ["--random", "5", "--room-version", "12", "--with", stub("refuse")];
  const refused = await compare(...argv);
  expect(refused.code).toBe(0);
  expect(refused.report.tallies[0]).toMatchObject({ answered: 0, refusals: { "will not": 5 } });
}, 60_000);

test("a room file is compared as it is", async () => {
  const room = roomFile(banAgainstTopic("11").room.events);
  const { code, report } = await compare(room, "--with", ourselves);
  expect(code).toBe(0);
  expect(report).toMatchObject({ rooms: 1, conflicted: 1 });
}, 60_000);

test("people get a table, and nothing is written where nothing differs", async () => {
  const out = `${temporaryFolder()}/none`;
  const argv = ["--random", "3", "--room-version", "6", "--with", ourselves, "--out", out];
  const { code, out: text } = await call(["compare", ...argv]);
  expect(code).toBe(0);
  expect(text).toContain("room version 6: 3 of 3 rooms answered");
  expect(existsSync(out)).toBe(false);
}, 60_000);

test("wrong usage says what to do", async () => {
  for (const [argv, message] of [
    [["--random", "3"], "nothing to compare with"],
    [["--with", "x"], "no room is named"],
    [["room.json", "--random", "3", "--with", "x"], "exclude each other"],
    [["--random", "3", "--room-version", "1", "--with", "x"], "--room-version cannot be"],
    [["--random", "0", "--with", "x"], "--random cannot be"],
    [["--random", "2", "--with", "no-such-program"], "no-such-program answered none of 6 rooms"],
  ] as const) {
    const { code, err } = await call(["compare", ...argv]);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  }
});
