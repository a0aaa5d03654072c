// The folder that a run leaves: whole or not at all, and never in the place of something foreign.
import { execFileSync, spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Problem } from "../../../../sim/cli/problem.ts";
import { checkRunFolder, folderName, writeRunFolder } from "../../../../sim/cli/run/run-folder.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { temporaryFolder } from "../call.ts";

const names = ["plan.json", "replay.html", "report.json", "report.txt", "trace.ndjson.gz"];

const runOf = (text: string) => ({
  plan: { text },
  records: [{ kind: "mark", atMs: 1, mark: "annotation", what: text }] as TraceRecord[],
  reportText: text,
  report: { text },
});

const node = resolve("node_modules/.bin/node");
const program = resolve(import.meta.dirname, "../../../../sim/cli/main.ts");

/** Runs the program in a folder; tests share one process, which stays where it is. */
function runIn(folder: string, ...argv: string[]) {
  const command = [program, "run", "netsplit-ban", ...argv];
  const { status, stderr } = spawnSync(node, command, {
    ...{ cwd: folder, encoding: "utf8" },
  });
  return { status, stderr };
}

async function problemOf(action: () => unknown): Promise<Problem> {
  try {
    await action();
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

test("a run is five files, and nothing is left beside them", async () => {
  const above = temporaryFolder();
  const folder = join(above, "deep", "run");
  const files = await writeRunFolder(folder, runOf("one"));
  expect(readdirSync(folder).sort()).toEqual(names);
  expect(readdirSync(join(above, "deep"))).toEqual(["run"]);
  expect(gunzipSync(readFileSync(files.trace)).toString()).toContain('"what":"one"');
  expect(readFileSync(files.page as string, "utf8")).toContain("one");
  expect(JSON.parse(readFileSync(files.data, "utf8"))).toEqual({ text: "one" });
  expect(JSON.parse(readFileSync(files.plan, "utf8"))).toEqual({ text: "one" });
});

test("an earlier run and an empty folder are replaced", async () => {
  const above = temporaryFolder();
  const folder = join(above, "run");
  mkdirSync(folder);
  for (const text of ["one", "two"]) await writeRunFolder(folder, runOf(text));
  expect(readFileSync(join(folder, "report.txt"), "utf8")).toBe("two");
  expect(readdirSync(above)).toEqual(["run"]);
});

test("a link to an earlier run stays a link, and the run behind it is replaced", async () => {
  const above = temporaryFolder();
  await writeRunFolder(join(above, "run"), runOf("one"));
  symlinkSync("run", join(above, "latest"));
  await writeRunFolder(join(above, "latest"), runOf("two"));
  expect(readlinkSync(join(above, "latest"))).toBe("run");
  expect(readFileSync(join(above, "run", "report.txt"), "utf8")).toBe("two");
});

test("what holds anything else than a run is left as it is", async () => {
  for (const content of [["diary.txt"], ["plan.json"], [...names, "diary.txt"]]) {
    const folder = temporaryFolder();
    for (const name of content) writeFileSync(join(folder, name), "mine");
    const problem = await problemOf(() => writeRunFolder(folder, runOf("one")));
    expect(problem.parts.file).toBe(folder);
    expect(problem.message).toContain("is no folder of an earlier run");
    expect(problem.parts.remedy).toContain("--out");
    expect(readdirSync(folder).sort()).toEqual(content.sort());
    for (const name of content) expect(readFileSync(join(folder, name), "utf8")).toBe("mine");
  }
});

test("a file, a folder behind a file, and no name are refused", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "mine");
  expect((await problemOf(() => checkRunFolder(file))).message).toBe("this is no folder");
  expect((await problemOf(() => checkRunFolder(""))).message).toContain("names no folder");
  const behind = await problemOf(() => writeRunFolder(join(file, "x"), runOf("one")));
  expect(behind.message).toContain("part of this path is a file");
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test("nobody's feet are pulled away: the folder where one stands is not replaced", async () => {
  const above = temporaryFolder();
  await writeRunFolder(above, runOf("one"));
  expect(runIn(above, "--out", ".")).toMatchObject({
    ...{ status: 2, stderr: expect.stringContaining("this is the folder you are in") },
  });
  expect(readFileSync(join(above, "report.txt"), "utf8")).toBe("one");
});

/** How a disk of our own is made, in a name space that ends with its process: as root, or by one
 * who plays root there; undefined where neither is allowed. */
const ownDisks = ["-m", "-Urm"].find((flags) => {
  const argv = [flags, "mount", "-t", "tmpfs", "none", "/mnt"];
  return spawnSync("unshare", argv, { stdio: "ignore" }).status === 0;
});

test.runIf(ownDisks !== undefined).each([
  ["full", "run", "size=64k", "the disk is full"],
  ["read-only", "run", "ro", "the disk is read-only"],
  ["full", "sweep", "size=16k", "(disk I/O error|database or disk is full)"],
  ["read-only", "sweep", "ro", "the disk is read-only"],
])("on a disk that is %s nothing of a %s is half-written", (_what, command, options, message) => {
  const disk = temporaryFolder();
  const script = `mount -t tmpfs -o ${options} none "$1" || exit 9
    "$2" "$3" ${command} netsplit-ban --out "$1/run" 2>&1; echo "code $?"; ls -A "$1"`;
  const argv = [ownDisks ?? "", "sh", "-c", script, "sh", disk, node, program];
  const said = execFileSync("unshare", argv, { encoding: "utf8" });
  expect(said).toMatch(
    new RegExp(`^rashomon: .*/run[^:]*: cannot write: ${message}\n  → .+\ncode 2\n$`),
  );
});

test("out/latest points at the newest run", () => {
  const folder = temporaryFolder();
  for (const seed of ["1", "2"]) {
    expect(runIn(folder, "--seed", seed)).toEqual({ status: 0, stderr: "" });
    const link = readlinkSync(join(folder, "out", "latest"));
    expect(link).toBe(join(realpathSync(folder), "out", "netsplit-ban", seed));
  }
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["latest", "netsplit-ban"]);
});

test("where out/latest is a folder of somebody, it stays and nothing is left beside it", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "out", "latest"), { recursive: true });
  expect(runIn(folder).status).toBe(0);
  expect(lstatSync(join(folder, "out", "latest")).isDirectory()).toBe(true);
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["latest", "netsplit-ban"]);
});

test("neither a seed nor a plan's scenario leads out of out/", () => {
  const folder = temporaryFolder();
  expect(runIn(folder, "--seed", "../../../x").status).toBe(0);
  expect(readdirSync(folder)).toEqual(["out"]);
  const text = readFileSync(join(folder, "out", "latest", "plan.json"), "utf8");
  const plan = join(folder, "plan.json");
  writeFileSync(plan, text.replace('"netsplit-ban"', '"../../x"'));
  const { status } = spawnSync(node, [program, "run", plan], { cwd: folder });
  expect(status).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["out", "plan.json"]);
});

test("a plan changed by hand does not take the place of the run that it was made of", () => {
  const folder = temporaryFolder();
  expect(runIn(folder, "--seed", "7").status).toBe(0);
  const made = join(folder, "out", "netsplit-ban", "7");
  const before = readFileSync(join(made, "plan.json"), "utf8");
  const plan = join(folder, "plan.json");
  const settled = JSON.stringify({ ...JSON.parse(before), about: "Told anew." });
  writeFileSync(plan, settled);
  for (let n = 0; n < 2; n++) {
    expect(spawnSync(node, [program, "run", plan], { cwd: folder }).status).toBe(0);
  }
  expect(readFileSync(join(made, "plan.json"), "utf8")).toBe(before);
  const names = readdirSync(join(folder, "out", "netsplit-ban"));
  expect(names).toEqual(["7", expect.stringMatching(/^7-[0-9a-f]{6}$/)]);
});

test.each([
  ["7", "7"],
  ["a b/c", "a_b_c"],
  ["..", "_"],
  ["../../etc", "__.._etc"],
  ["", "_"],
  [".hidden", "_hidden"],
  ["ü", "_"],
])("the text %j gives the folder %j", (text, name) => {
  expect(folderName(text)).toBe(name);
});
