// `rashomon compare` against programs that stand in for other implementations.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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
});

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
});

test("refusals and crashes are counted apart and are no differences", async () => {
  const argv = ["--random", "5", "--room-version", "12", "--with", stub("refuse")];
  const refused = await compare(...argv);
  expect(refused.code).toBe(0);
  expect(refused.report.tallies[0]).toMatchObject({ answered: 0, refusals: { "will not": 5 } });
});

test("a room file is compared as it is", async () => {
  const room = roomFile(banAgainstTopic("11").room.events);
  const { code, report } = await compare(room, "--with", ourselves);
  expect(code).toBe(0);
  expect(report).toMatchObject({ rooms: 1, conflicted: 1 });
});

test("people get a table, and nothing is written where nothing differs", async () => {
  const out = `${temporaryFolder()}/none`;
  const argv = ["--random", "3", "--room-version", "6", "--with", ourselves, "--out", out];
  const { code, out: text } = await call(["compare", ...argv]);
  expect(code).toBe(0);
  expect(text).toContain("room version 6: 3 of 3 rooms answered");
  expect(existsSync(out)).toBe(false);
});

test("neither threads nor a stop in between change what comes out", async () => {
  const made = ["--random", "230", "--room-version", "11", "--with", stub("first-state")];
  const common = [...made, "--examples", "0"];
  const file = `${temporaryFolder()}/all.ndjson`;
  const plain = await compare(...common, "--jobs", "1");
  const first = await compare(...common, "--jobs", "2", "--resume", file);
  // The process ended in the middle of a line, and one range was not done at all.
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(4);
  writeFileSync(file, `${lines[0]}\n${lines[3]}\n${lines[1].slice(0, 50)}`);
  const second = await compare(...common, "--resume", file);
  const facts = ({ report: { tallies, shapes, rooms, apart, conflicted } }: typeof plain) => {
    return { tallies, shapes, rooms, apart, conflicted };
  };
  expect(facts(first)).toEqual(facts(plain));
  expect(facts(second)).toEqual(facts(plain));
  expect(plain.report.rooms).toBe(230);
  expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(5);
  const other = await call(["compare", ...common, "--seed", "2", "--resume", file]);
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining("another comparison") });
});

test("wrong usage says what to do", async () => {
  for (const [argv, message] of [
    [["--random", "3"], "nothing to compare with"],
    [["--with", "x"], "no room is named"],
    [["room.json", "--random", "3", "--with", "x"], "exclude each other"],
    [["--random", "3", "--room-version", "13", "--with", "x"], "--room-version cannot be"],
    [["--random", "0", "--with", "x"], "--random cannot be"],
    [["--random", "3", "--with", "x", "--out", "package.json/a"], "part of this path is a file"],
    [["--random", "1", "--with", "no-such-program"], "Known by name are ruma"],
    [["--random", "2", "--with", "no-such-program"], "no-such-program ends without an answer"],
  ] as const) {
    const { code, err } = await call(["compare", ...argv]);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  }
});
