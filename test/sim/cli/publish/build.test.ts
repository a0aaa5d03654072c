// What would be published, built once and used once.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build } from "../../../../sim/cli/publish/build.ts";
import { banAgainstTopic } from "../../protocol/state-res/rooms.ts";
import { plantedBugs } from "../../../bugs/index.ts";
import { root } from "../../../source-tree.ts";
import { roomFile } from "../call.ts";

/** The package as it is published; inside the repository, so that its packages are found. */
let published = "";
let folder = "";
let files: readonly string[] = [];

beforeAll(async () => {
  mkdirSync(join(root, "out"), { recursive: true });
  published = mkdtempSync(join(root, "out", "build-test-"));
  folder = join(published, "dist");
  files = await build(folder);
  cpSync(join(root, "bin"), join(published, "bin"), { recursive: true });
});
afterAll(() => rmSync(published, { recursive: true, force: true }));

const rashomon = (...args: string[]) =>
  spawnSync(join(root, "node_modules/.bin/node"), [join(published, "bin/rashomon.js"), ...args], {
    encoding: "utf8",
  });

test("every file that package.json promises is there", () => {
  const { bin, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    bin: Record<string, string>;
    exports: Record<string, string | Record<string, string>>;
  };
  const promised = [...Object.values(bin), ...Object.values(exports)].flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  for (const path of promised) {
    expect(existsSync(join(published, path)), path).toBe(true);
  }
});

test("it needs no package at its start but those that npm brings along with it", () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const k6Scripts = ["loadtest.js", "replay.js"];
  const needed = files
    .filter((file) => file.endsWith(".js") && !k6Scripts.includes(file))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return [...text.matchAll(/^(?:import|\} from|export .* from)\b[^"\n]*"([^".][^"]*)"/gm)];
    })
    .map(([, name]) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    )
    .filter((name) => !name.startsWith("node:"));
  expect(new Set(needed).size).toBeGreaterThan(5);
  expect([...new Set(needed)].filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
});

test("no planted bug is in it, nor anything that could plant one", () => {
  const maps = files.filter((file) => file.endsWith(".js.map"));
  expect(maps.length).toBeGreaterThan(5);
  for (const file of maps) {
    const text = readFileSync(join(folder, file), "utf8");
    const { sources } = JSON.parse(text) as { sources: string[] };
    expect(sources.filter((source) => source.includes("test/bugs"))).toEqual([]);
    const code = readFileSync(join(folder, file.slice(0, -".map".length)), "utf8");
    const sentences = plantedBugs.map(({ about }) => about);
    expect([...sentences, "registerHooks"].filter((word) => code.includes(word))).toEqual([]);
  }
});

test("the program can be started by its name and answers", () => {
  for (const file of ["bin/rashomon.js", "dist/rashomon.js"]) {
    const path = join(published, file);
    expect(readFileSync(path, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(path).mode & 0o111, file).not.toBe(0);
  }
  const { status, stdout, stderr } = rashomon(
    "resolve",
    roomFile(banAgainstTopic("12").room.events),
    "--json",
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ roomVersion: "12" });
});

test("the page comes with the program: no bundler is needed to view a room", () => {
  const page = join(folder, "room.html");
  const { status } = rashomon("view", roomFile(banAgainstTopic("11").room.events), "-o", page);
  expect(status).toBe(0);
  const template = readFileSync(join(folder, "viewer.html"), "utf8");
  const made = readFileSync(page, "utf8");
  expect(made.startsWith(template.slice(0, 1000))).toBe(true);
  expect(made.length).toBeGreaterThan(template.length);
});

interface Protocol {
  RoomGraph: { of(version: string, events: unknown): unknown };
  resolve(room: unknown, states: readonly number[]): number;
  eventId(pdu: unknown, version: unknown): string;
  roomVersion(id: string): unknown;
}

test("the protocol works alone, and hashes in a browser as in Node", async () => {
  const load = async (path: string) =>
    (await import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href)) as Protocol;
  const [node, browser] = [await load("protocol.js"), await load("browser/protocol.js")];
  const { events } = banAgainstTopic("11").room;
  for (const { pdu } of events) {
    const id = node.eventId(pdu, node.roomVersion("11"));
    expect(id).toMatch(/^\$[\w-]{43}$/);
    expect(browser.eventId(pdu, browser.roomVersion("11"))).toBe(id);
  }
  expect(node.resolve(node.RoomGraph.of("11", events), [])).toBe(0);
});

test("somebody else's program finds the package with its types, as npm packs it", async () => {
  // The tarball is unpacked where npm would install it; what it needs is found further up.
  cpSync(join(root, "package.json"), join(published, "package.json"));
  const project = join(published, "project");
  const home = join(project, "node_modules", "rashomon");
  mkdirSync(home, { recursive: true });
  const npm = ["pack", "--ignore-scripts", "--silent", "--pack-destination", project];
  const packed = spawnSync("npm", npm, { cwd: published, encoding: "utf8" });
  expect(packed.stderr).toBe("");
  const tarball = join(project, packed.stdout.trim());
  expect(spawnSync("tar", ["xzf", tarball, "-C", home, "--strip-components=1"]).status).toBe(0);
  const program = `
    import { RoomGraph, type EventId } from "rashomon/protocol";
    import { readTrace, type TraceRecord } from "rashomon/trace";
    import { scenario, type Plan } from "rashomon";
    const room: RoomGraph = RoomGraph.of("11", []);
    const id: EventId = "$a";
    const found: number = room.indexOf(id);
    const kinds = (records: readonly TraceRecord[]): string[] => records.map(({ kind }) => kind);
    export type { Plan };
    console.log(found, kinds([]).length, typeof readTrace, typeof scenario);
  `;
  writeFileSync(join(project, "program.ts"), program);
  const wrong = `import { RoomGraph } from "rashomon/protocol";
    export const index: string = RoomGraph.of("11", []).indexOf("$a");`;
  writeFileSync(join(project, "wrong.ts"), wrong);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = [
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--strict",
    "--skipLibCheck",
    "false",
  ];
  const types = ["--types", "", "--lib", "es2024,dom", "--noEmit", "--ignoreConfig"];
  const node = join(root, "node_modules/.bin/node");
  const checked = spawnSync(node, [tsc, ...flags, ...types, "program.ts", "wrong.ts"], {
    ...{ cwd: project, encoding: "utf8" },
  });
  // The compiler knows what the package gives: an index is no text.
  expect(checked.stdout.trim().split("\n")).toEqual([
    expect.stringMatching(/^wrong\.ts\(2,\d+\): error TS2322: Type 'number'/),
  ]);
  const run = spawnSync(node, ["program.ts"], { cwd: project, encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stdout: "-1 0 function function\n" });
  const browser = spawnSync(node, ["--conditions=browser", "program.ts"], {
    ...{ cwd: project, encoding: "utf8" },
  });
  expect(browser).toMatchObject({ status: 0, stdout: "-1 0 function function\n" });
});

test("what is meant for browsers names nothing of Node", () => {
  const texts = files
    .filter((file) => file.startsWith("browser/") && file.endsWith(".js"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
  expect(texts.length).toBeGreaterThan(2);
  for (const text of texts) expect(text).not.toMatch(/from\s*"node:|import\("node:/);
});

// Started by a Node that is not the checkout's own, and by that one.
test.each(["another", "the same"])(
  "ended by a signal under %s Node it leaves nothing behind",
  async (by) => {
    const own = join(root, "node_modules/node/bin/node");
    const other = join(published, "node");
    if (by === "another" && !existsSync(other)) linkSync(own, other);
    const args = [join(root, "bin/rashomon.js"), "serve", "--count", "1", "--port", "0"];
    const started = spawn(by === "another" ? other : own, args, {
      stdio: ["ignore", "ignore", "pipe"],
    });
    await once(started.stderr, "data");
    started.stderr.resume();
    started.kill("SIGTERM");
    // Closed once nobody is left who could write to it.
    expect(await once(started, "close")).toEqual([0, null]);
  },
);
