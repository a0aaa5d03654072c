// `rashomon run` from a command line to verdicts, files and messages.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import type { Plan } from "../../../../sim/run/index.ts";
import { readTrace } from "../../../../sim/trace/index.ts";
import { call, temporaryFolder } from "../call.ts";

/** Whether the runs of this file remembered; see the test of --no-memory. */
const remembered: unknown[] = vi.hoisted(() => []);
vi.mock(import("../../../../sim/run/index.ts"), async (original) => {
  const real = await original();
  const run: typeof real.run = (plan, options) => {
    remembered.push(options?.remember);
    return real.run(plan, options);
  };
  return { ...real, run };
});

interface Report {
  scenario: string;
  seed: string;
  outcome: string;
  verdicts: { check: string; result: string; detail: string }[];
  counters: { deliveries: number; deliveriesPerSecond: number; events: number };
  hash: string;
  again: string;
  files: {
    folder: string;
    plan: string;
    trace: string;
    report: string;
    data: string;
    page: string;
  };
}

/** Runs with `--json` into a folder of its own. */
async function report(code: number, ...argv: string[]): Promise<Report> {
  const folder = join(temporaryFolder(), "run");
  const ended = await call(["run", ...argv, "--json", "--out", folder]);
  expect([ended.code, ended.err]).toEqual([code, ""]);
  expect(ended.out.trimEnd()).not.toContain("\n");
  return JSON.parse(ended.out) as Report;
}

const planIn = ({ files }: Report) => JSON.parse(readFileSync(files.plan, "utf8")) as Plan;

test("--json is one object with verdicts, counters, hash and the files that were written", async () => {
  const found = await report(0, "netsplit-ban", "--seed", "7");
  expect(found).toMatchObject({ command: "run", scenario: "netsplit-ban", seed: "7" });
  const checks = [
    ...["converges", "auth-held", "no-state-reset", "delivery", "well-formed"],
    ...["bans-hold", "power-held", "bounded-extremities", "whole-state"],
  ];
  const claims = found.verdicts.slice(checks.length).map(({ check }) => check);
  expect(found.verdicts.slice(0, checks.length).map(({ check }) => check)).toEqual(checks);
  expect(claims).toContain("eventually everybody agrees");
  for (const verdict of found.verdicts) expect(verdict).toMatchObject({ result: "held" });
  expect(found.counters.deliveries).toBeGreaterThan(10);
  expect(found.counters.deliveriesPerSecond).toBeGreaterThan(0);
  const { folder, ...files } = found.files;
  for (const file of Object.values(files)) expect(existsSync(file)).toBe(true);
  expect(readdirSync(folder)).toHaveLength(5);
  const { files: _, ...written } = found;
  expect(JSON.parse(readFileSync(files.data, "utf8"))).toEqual(written);
  const trace = readTrace(gunzipSync(readFileSync(files.trace)).toString());
  if (!trace.ok) throw new Error(trace.problem.message);
  expect(trace.records.at(-1)).toMatchObject({ kind: "end", hash: found.hash });
  expect(planIn(found)).toMatchObject({ scenario: "netsplit-ban", seed: "7" });
});

test("the text tells the story, the verdicts, and how to do it again", async () => {
  const folder = join(temporaryFolder(), "run");
  const { out } = await call(["run", "netsplit-ban", "--seed", "7", "--out", folder]);
  expect(out).toContain("partition: alpha.test | bravo.test, charlie.test");
  expect(out).toContain("✓ held    converges");
  expect(out).toContain(`open ${join(folder, "replay.html")}`);
  const text = readFileSync(join(folder, "report.txt"), "utf8");
  expect(text).toContain("repeat: rashomon run netsplit-ban --seed 7\n");
  expect(text).not.toContain("deliveries/s");
});

test("the line that repeats a run repeats it, whatever its words need for the shell", async () => {
  for (const flags of [
    ["--seed", "it's a seed; $HOME"],
    ["--seed", "3", "--room-version", "11", "--policy", "minimal"],
    [],
  ]) {
    const first = await report(0, "netsplit-ban", ...flags);
    const words = [...first.again.matchAll(/'((?:[^']|'\\'')*)'(?= |$)|(\S+)/g)].map(
      ([, inQuotes, bare]) => inQuotes?.replaceAll("'\\''", "'") ?? bare,
    );
    expect(words.slice(0, 3)).toEqual(["rashomon", "run", "netsplit-ban"]);
    expect(words.slice(3)).toEqual(flags);
    expect((await report(0, ...words.slice(2))).hash).toBe(first.hash);
  }
});

test("the seed decides: the same one the same hash, another another", async () => {
  const hash = async (seed: string) => (await report(0, "netsplit-ban", "--seed", seed)).hash;
  expect(await hash("5")).toBe(await hash("5"));
  expect(await hash("6")).not.toBe(await hash("5"));
});

test("--no-memory works everything out anew and comes to the same hash", async () => {
  remembered.length = 0;
  const usual = await report(0, "power-duel");
  const forgetful = await report(0, "power-duel", "--no-memory");
  expect(remembered).toEqual([true, false]);
  expect(forgetful.hash).toBe(usual.hash);
});

test("a plan file has the hash of the scenario that wrote it, at any level of trace", async () => {
  const first = await report(0, "join-rule-race", "--seed", "2");
  const again = await report(0, first.files.plan);
  expect([again.hash, again.scenario]).toEqual([first.hash, "join-rule-race"]);
  const short = await report(0, first.files.plan, "--trace", "summary");
  expect(short.hash).toBe(first.hash);
  expect(planIn(short).trace).toBe("summary");
});

test("a broken check is code 1, and servers that do not come to rest are code 3", async () => {
  const broken = await report(1, "stale-state", "--room-version", "11");
  expect(broken.verdicts).toContainEqual(
    expect.objectContaining({ check: "no-state-reset", result: "broken" }),
  );
  await report(0, "stale-state", "--room-version", "12");
  const plan = planIn(await report(0, "netsplit-ban"));
  const hurried = join(temporaryFolder(), "plan.json");
  writeFileSync(hurried, JSON.stringify({ ...plan, settleMs: 1 }));
  expect((await report(3, hurried)).outcome).toBe("unsettled");
});

/** Ends in code 2 with a message of two lines that holds these words, and writes nothing. */
async function refused(argv: readonly string[], ...words: string[]): Promise<void> {
  const above = temporaryFolder();
  const { code, out, err } = await call(["run", ...argv, "--out", join(above, "run")]);
  expect({ code, out, err: err.includes("    at ") }).toEqual({ code: 2, out: "", err: false });
  for (const word of words) expect(err).toContain(word);
  expect(err).toMatch(/^rashomon: .+\n(\(.+\)\n)? {2}→ .+\n/);
  expect(readdirSync(above)).toEqual([]);
}

test.each<[string[], ...string[]]>([
  [["nowhere"], "there is no scenario", "netsplit-ban, power-duel"],
  [["room.ndjson"], "there is no scenario", "by `rashomon replay FILE`"],
  [["netsplit-bann"], "there is no scenario", "Did you mean netsplit-ban?"],
  [["netsplit-ban", "--servers", "0"], "--servers", "from 1 to"],
  [["netsplit-ban", "--servers", "abc"], "--servers", "from 1 to"],
  [["netsplit-ban", "--servers", "1e3"], "--servers", "from 1 to"],
  [["netsplit-ban", "--servers", "2"], "is told with the servers", "--servers"],
  [["netsplit-ban", "--room-version", "99"], '"99" is unknown', "1 to 12"],
  [
    ["mixed-dialects", "--room-version", "12"],
    "does not know room version 12",
    "Leave --room-version",
  ],
  [
    ["netsplit-ban", "--policy", "kind"],
    "--policy",
    "synapse, synapse-to-the-letter, synapse-mended, synapse-1.15, minimal",
  ],
  [["netsplit-ban", "--trace", "loud"], "--trace", "full, events, summary"],
  [["netsplit-ban", "--sed", "1"], "--sed", "Did you mean --seed?"],
  [["netsplit-ban", "power-duel"], "too many arguments", "--help"],
  [[], "missing required argument", "--help"],
])("wrong words are explained: %j", async (argv, ...words) => {
  await refused(argv, ...words);
});

test("an unknown command is explained, with the one that may have been meant", async () => {
  const { code, out, err } = await call(["rum"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("Did you mean run?");
});

test("flags that a plan answers itself are refused rather than ignored", async () => {
  const { plan } = (await report(0, "netsplit-ban")).files;
  for (const flag of ["--seed", "--servers", "--room-version", "--policy"]) {
    await refused([plan, flag, "1"], flag, "a copy of");
  }
});

test("an --out that is somebody's is refused before anything is run", async () => {
  const above = temporaryFolder();
  mkdirSync(join(above, "foreign"));
  writeFileSync(join(above, "foreign", "diary.txt"), "mine");
  writeFileSync(join(above, "file"), "mine");
  remembered.length = 0;
  for (const [out, words] of [
    ["foreign", "no folder of an earlier run: it holds diary.txt"],
    ["file", "this is no folder"],
  ] as const) {
    const { code, err } = await call(["run", "netsplit-ban", "--out", join(above, out)]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  }
  expect(remembered).toEqual([]);
  expect(readFileSync(join(above, "foreign", "diary.txt"), "utf8")).toBe("mine");
  expect(readFileSync(join(above, "file"), "utf8")).toBe("mine");
  expect(readdirSync(above).sort()).toEqual(["file", "foreign"]);
});

describe("a plan file that is none", () => {
  const fileOf = (content: string | Uint8Array) => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, content);
    return file;
  };

  test.each([
    ["missing", () => join(temporaryFolder(), "plan.json"), "there is no such file"],
    ["a folder", () => `${temporaryFolder()}/`, "this is a folder"],
    ["empty", () => fileOf(""), "the file is empty"],
    ["binary", () => fileOf(new Uint8Array([7, 0, 1])), "this is a binary file"],
    ["cut off", () => fileOf('{\n"format": "rasho'), "plan.json:2: this is no JSON"],
    ["deep", () => fileOf("[".repeat(100_000)), "plan.json:1: this is no JSON at column 257"],
    ["no object", () => fileOf("[]"), "must be an object"],
    ["null", () => fileOf("null"), "must be an object"],
  ] as const)("%s", async (_what, make, words) => {
    await refused([make()], words);
  });

  const million = Array.from({ length: 1_000_000 }, (_, n) => ({ name: `s${n}.test` }));
  const cut = { verb: "partition", id: "cut", groups: [["mars.test"]] };
  const action = { kind: "state", type: "x", key: "", content: { a: 2 ** 60 } };

  test.each<[string, pointer: string, value: unknown, ...words: string[]]>([
    ["a misspelt field", "/colour", 1, "/colour", "known are format"],
    ["a missing field", "/seed", undefined, "lacks seed"],
    ["another format", "/format", "x/1", "/format", "rashomon-plan/1"],
    ["a room from nowhere", "/steps/0/room", "attic", "/steps/0", "room attic"],
    ["no rooms", "/rooms", [], "/steps/0", "the plan has none"],
    ["a user from nowhere", "/steps/0/user", "@a:mars.test", "/steps/0", "on no server"],
    ["a fault on Mars", "/steps/3/fault", cut, "/steps/3", "no server mars.test"],
    ["the end of no fault", "/steps/10/fault/id", "cut9", "/steps/10", "the plan has cut1"],
    ["no servers", "/servers", [], "/servers"],
    ["a million servers", "/servers", million, "/servers", "100000"],
    ["a negative time", "/steps/0/atMs", -1, "/steps/0/atMs"],
    ["a time of ages", "/steps/0/atMs", 1e15, "/steps/0/atMs"],
    ["half a millisecond", "/steps/0/atMs", 0.5, "/steps/0/atMs"],
    ["a clock of ages", "/servers/0/clockOffsetMs", 9e15, "clockOffsetMs"],
    ["an unknown check", "/checks", ["kind"], "/checks/0", "converges"],
    ["an unknown version", "/rooms/0/version", "99", "/rooms/0", "1 to 12"],
    ["a delay upside down", "/network/delay/minMs", 1e6, "/network", "minMs"],
    ["a fraction", "/rooms/0/levels", { ban: 1.5 }, "/rooms/0/levels/ban"],
    ["half a sign", "/rooms/0/name", "\ud800", "surrogate"],
    ["a huge number", "/steps/0/action", action, "/content/a"],
  ])("%s", async (_what, pointer, value, ...words) => {
    const { plan } = (await report(0, "netsplit-ban")).files;
    const whole: unknown = JSON.parse(readFileSync(plan, "utf8"));
    const path = pointer.split("/").slice(1);
    const last = path.pop() as string;
    let at = whole as Record<string, unknown>;
    for (const key of path) at = at[key] as Record<string, unknown>;
    at[last] = value;
    await refused([fileOf(JSON.stringify(whole))], "plan.json", ...words);
  });

  test("a field named `__proto__` is unknown like any other", async () => {
    const text = JSON.stringify(planIn(await report(0, "netsplit-ban")));
    await refused([fileOf(text.replace("{", '{"__proto__":{"polluted":1},'))], "/__proto__");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
