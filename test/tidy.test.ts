// House rules that a machine can check. Each failure says what to do instead. A rule that has
// never shouted is no rule: test/fixtures/untidy.ts breaks those that look at syntax, and the
// others are shown made-up facts.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { plantedBugs } from "./bugs/index.ts";
import { changed, type PlantedBug } from "./bugs/planted-bug.ts";
import { circlesAmong } from "./import-circles.ts";
import { readFacts, root, sourcePaths, type FileFacts } from "./source-tree.ts";

const paths = sourcePaths();
const facts = readFacts([...paths, "test/fixtures/untidy.ts"]);
const untidy = facts.get("test/fixtures/untidy.ts")!;
const files = paths.map((path) => facts.get(path)!);

/** A file that is only made up. */
const made = (path: string, changes: Partial<FileFacts> = {}): FileFacts => {
  const text = "// A file.\n";
  return { path, text, lines: 1, imports: [], names: [], functions: [], ...changes };
};

type Rule = (file: FileFacts) => string[];

/** Everything that a rule says against some files. */
const against = (rule: Rule, list: readonly FileFacts[] = files) => list.flatMap(rule);

// ---- The import ladder ----

interface Rung {
  /** Folders (with `/`) or files of the project; its own folder is always allowed. */
  readonly may: readonly string[];
  /** Of these only types. */
  readonly types?: readonly string[];
  /** Packages; `node:` stands for all of Node. */
  readonly outside?: readonly string[];
}

const nodeTools = ["node:", "commander", "tinypool"];

/** The first row whose key begins a file's path counts. sim/README.md explains the ladder. */
const ladder: Readonly<Record<string, Rung>> = {
  "sim/protocol/sha256.node.ts": { may: ["sim/protocol/"], outside: ["node:crypto"] },
  "sim/protocol/sha256.portable.ts": { may: ["sim/protocol/"], outside: ["@noble/hashes"] },
  "sim/protocol/": { may: [], outside: ["#sha256"] },
  "sim/engine/random.ts": { may: ["sim/engine/"], outside: ["seedrandom"] },
  "sim/engine/": { may: [] },
  "sim/trace/": { may: [], types: ["sim/protocol/"], outside: ["typebox"] },
  "sim/server/": { may: ["sim/protocol/"], types: ["sim/trace/"] },
  "sim/check/": { may: ["sim/protocol/", "sim/trace/"] },
  "sim/import/": { may: ["sim/protocol/"], outside: ["json5"] },
  "sim/run/": {
    may: ["engine", "server", "check", "trace", "protocol", "import"].map((f) => `sim/${f}/`),
    outside: ["typebox"],
  },
  "sim/compare/": { may: ["sim/protocol/", "sim/engine/"] },
  "sim/bridge/": {
    may: ["sim/server/", "sim/protocol/", "sim/trace/", "sim/engine/", "package.json"],
    outside: ["node:", "undici", "ws", "selfsigned"],
  },
  "sim/cli/": {
    // The second opinion that judges a run is the tests' literal twin; see sim/check/referee.ts.
    may: [
      "sim/",
      "scenarios/",
      "viz/build.ts",
      "loadtest/driver/",
      "loadtest/capacity/",
      "loadtest/compare/",
      "loadtest/federation/",
      "loadtest/fleet/",
      "loadtest/report/",
      "package.json",
      "test/reference/",
      "test/conformance/",
    ],
    outside: [...nodeTools, "esbuild", "pg", "graphile-worker", "kubernetes-models"],
  },
  "sim/index.ts": {
    may: ["engine", "server", "check", "trace", "protocol", "import", "run"].map(
      (f) => `sim/${f}/`,
    ),
  },
  "scenarios/": { may: ["sim/index.ts"] },
  "viz/build.ts": {
    may: ["input", "model", "export", "compare", "excerpt", "what-if", "app/tutorials"]
      .map((f) => `viz/${f}/`)
      .concat("sim/trace/"),
    outside: ["node:", "esbuild"],
  },
  "viz/no-schemas.ts": { may: [] },
  "viz/input/": {
    may: ["viz/model/", "sim/import/", "sim/run/", "sim/protocol/"],
    types: ["sim/trace/"],
  },
  "viz/model/": { may: ["sim/trace/", "sim/protocol/"] },
  "viz/export/": { may: ["viz/model/", "viz/find/", "viz/layout/", "viz/draw/"] },
  "viz/find/": { may: ["viz/model/", "sim/trace/"] },
  "viz/why/": { may: ["viz/model/", "sim/trace/", "sim/protocol/"] },
  "viz/what-if/": { may: ["viz/model/", "sim/run/", "sim/protocol/"] },
  "viz/excerpt/": { may: ["sim/trace/", "sim/protocol/"] },
  "viz/compare/": { may: ["viz/model/", "sim/trace/"] },
  "viz/layout/": { may: ["viz/model/", "sim/trace/", "sim/protocol/"] },
  "viz/draw/": { may: ["viz/", "sim/trace/"], outside: ["d3-", "preact", "@preact/signals"] },
  "viz/app/": {
    may: ["viz/", "sim/trace/", "sim/protocol/", "sim/run/"],
    outside: ["d3-", "preact", "@preact/signals"],
  },
  "loadtest/matrix/": { may: ["loadtest/", "sim/protocol/"], outside: ["k6"] },
  "loadtest/driver/": {
    may: ["loadtest/", "sim/protocol/", "sim/bridge/", "package.json"],
    outside: ["node:", "undici", "hdr-histogram-js", "esbuild"],
  },
  "loadtest/report/": {
    may: ["loadtest/", "sim/protocol/", "sim/bridge/"],
    outside: ["node:", "undici", "hdr-histogram-js"],
  },
  // Searching and comparing are pure; the journal writes to the disk, the probers drive.
  "loadtest/capacity/": {
    may: ["loadtest/", "sim/protocol/", "sim/bridge/"],
    outside: ["node:", "undici"],
  },
  "loadtest/compare/": { may: ["loadtest/", "sim/engine/stream.ts"] },
  "loadtest/federation/": {
    may: ["loadtest/", "sim/protocol/", "sim/bridge/", "sim/server/"],
    outside: ["node:", "undici"],
  },
  "loadtest/fleet/": { may: ["loadtest/"], outside: ["typebox"] },
  "loadtest/main.ts": { may: ["loadtest/"], outside: ["k6"] },
  // The workload, which Node and k6 run alike: chance without a library, and nothing else.
  "loadtest/": { may: ["loadtest/", "sim/engine/stream.ts"] },
  "test/": {
    may: ["sim/", "scenarios/", "viz/", "loadtest/", "test/", "package.json"],
    outside: [""],
  },
};

const climbs: Rule = ({ path, imports }) => {
  const key = Object.keys(ladder).find((start) => path.startsWith(start));
  if (key === undefined) return [`${path}: no row of the import ladder covers it; add one`];
  const { may, types = [], outside = [] } = ladder[key];
  const own = key.endsWith("/") ? [key] : [];
  return imports.flatMap(({ from, line, typesOnly }) => {
    const inside = /^(?:(?:sim|scenarios|viz|loadtest|test)\/|package\.json$)/.test(from);
    const allowed = inside
      ? [...own, ...may, ...(typesOnly ? types : [])].some((start) => from.startsWith(start))
      : outside.some((start) => from.startsWith(start));
    if (allowed) return [];
    const rows = [...may, ...types.map((t) => `${t} (types)`), ...outside].join(", ") || "nothing";
    return [`${path}:${line}: ${key} may import ${rows}, not ${from}; move the code or pass it in`];
  });
};

describe("the import ladder", () => {
  test("every file imports only what its row names", () => {
    expect(against(climbs)).toEqual([]);
  });

  test("it bites: a leaf that climbs, Node in a pure folder, and a folder without a row", () => {
    const from = (path: string, typesOnly = false) => [{ from: path, line: 1, typesOnly }];
    const bad = [
      made("sim/protocol/x.ts", { imports: from("sim/engine/queue.ts", true) }),
      made("sim/engine/x.ts", { imports: from("seedrandom") }),
      made("sim/server/x.ts", { imports: from("sim/trace/read.ts") }),
      made("scenarios/x.ts", { imports: from("sim/run/index.ts") }),
      made("sim/new/x.ts"),
    ];
    expect(against(climbs, bad)).toHaveLength(bad.length);
    expect(against(climbs, [{ ...untidy, path: "sim/check/x.ts" }])).toHaveLength(4);
  });
});

describe("circles of imports", () => {
  /** Tells which files to part, and how. */
  const against = (list: readonly FileFacts[]) =>
    circlesAmong(list).map(
      (circle) => `${circle.join(", ")} import each other; move what they share, or pass it in`,
    );

  test("no file needs one that needs it, not even for a type", () => {
    expect(against(files)).toEqual([]);
  });

  test("it bites: over any number of files, and for types alone", () => {
    const imports = (...from: string[]) => ({
      imports: from.map((path) => ({ from: path, line: 1, typesOnly: false })),
    });
    const types = (from: string) => ({ imports: [{ from, line: 1, typesOnly: true }] });
    const a = made("sim/a.ts", imports("sim/b.ts"));
    const b = made("sim/b.ts", imports("sim/c.ts", "sim/d.ts"));
    const c = made("sim/c.ts", types("sim/a.ts"));
    const d = made("sim/d.ts", imports("sim/e.ts"));
    expect(against([d, a, b, c])).toEqual([
      expect.stringMatching(/^sim.a.ts, sim.b.ts, sim.c.ts /),
    ]);
    expect(against([a, b, d])).toEqual([]);
  });
});

// ---- Banned names ----

const banned: Readonly<Record<string, string>> = {
  Date: "take the time from a port or the virtual clock",
  performance: "measure in sim/cli or in a benchmark",
  setTimeout: "ask the Timer port",
  setInterval: "ask the Timer port",
  setImmediate: "ask the Timer port",
  Intl: "compare by code point and format integers by hand",
  localeCompare: "use compareCodePoints of sim/protocol/code-points.ts",
  toLocaleString: "format integers by hand",
  async: "hand effects to a port; nothing in here waits",
  await: "hand effects to a port; nothing in here waits",
  Promise: "hand effects to a port; nothing in here waits",
  process: "pass in what is needed",
  "Math.random": "draw from a stream of sim/engine/random.ts",
  ...Object.fromEntries(
    [
      "log",
      "log2",
      "log10",
      "log1p",
      "exp",
      "expm1",
      "pow",
      "sin",
      "cos",
      "tan",
      "atan2",
      "cbrt",
      "hypot",
    ].map((name) => [`Math.${name}`, "engines round it differently; use integers and tables"]),
  ),
};

const isPure = (path: string) =>
  path.startsWith("sim/") && !path.startsWith("sim/cli/") && !path.startsWith("sim/bridge/");

const namesNothingImpure: Rule = ({ path, names }) =>
  isPure(path)
    ? names
        .filter(({ name }) => Object.hasOwn(banned, name))
        .map(({ name, line }) => `${path}:${line}: ${name} is banned here; ${banned[name]}`)
    : [];

const namesNoAny: Rule = ({ path, names, text }) => [
  ...names
    .filter(({ name }) => name === "the type any")
    .map(({ line }) => `${path}:${line}: any; use unknown and narrow it`),
  ...text.split("\n").flatMap((line, n) => {
    const found = new RegExp(
      "@ts-" + "(ignore|nocheck|expect-error)|\\b(TO" + "DO|FIX" + "ME)\\b",
    ).exec(line);
    return found === null ? [] : [`${path}:${n + 1}: ${found[0]}; do it now or leave it`];
  }),
];

describe("banned names", () => {
  test("pure folders name no clock, chance, locale, float function or promise", () => {
    expect(against(namesNothingImpure)).toEqual([]);
  });

  test("no type is any, no error is switched off, nothing is put off", () => {
    expect(against(namesNoAny)).toEqual([]);
  });

  test("they bite, in code but not in comments and strings", () => {
    const found = namesNothingImpure({ ...untidy, path: "sim/check/x.ts" });
    const words = found.map((line) => /: (\S+) is banned/.exec(line)?.[1]).sort();
    expect(words).toEqual(
      [
        "Date",
        "Math.log",
        "Math.random",
        "Promise",
        "async",
        "await",
        "localeCompare",
        "performance",
        "setTimeout",
      ].sort(),
    );
    expect(namesNoAny(untidy)).toHaveLength(1);
    expect(namesNoAny(made("x.ts", { text: "// @ts-" + "ignore\n" }))).toHaveLength(1);
  });
});

// ---- Size and shape of files ----

const linesMax = 500;
const linesWithoutReason = 300;
const functionLinesMax = 70;
/** For example "longer than 300 lines because …". */
const reason = /\blong(?:er)?\b[^.]*\bbecause\b/i;

/** The comment at the top of a file, on one line. */
const headerOf = (text: string) =>
  (/^(?:#!.*\n)?((?:\/\/.*\n)+)/.exec(text)?.[1] ?? "").replace(/\n\/\/ ?/g, " ");

const isShortEnough: Rule = ({ path, lines, text }) => {
  if (lines > linesMax) return [`${path}: ${lines} lines; split it, ${linesMax} is the limit`];
  // Tests are lists of cases, and nobody reads them from top to bottom.
  if (path.startsWith("test/")) return [];
  if (lines <= linesWithoutReason || reason.test(headerOf(text))) return [];
  return [`${path}: ${lines} lines; split it, or say in its first comment "long because …"`];
};

const hasShortFunctions: Rule = ({ path, functions }) =>
  functions
    .filter(({ lines, isSuite }) => lines > functionLinesMax && !isSuite)
    .map(
      ({ name, line, lines }) =>
        `${path}:${line}: ${name} has ${lines} lines; split it, ${functionLinesMax} is the limit`,
    );

/** Tests that mirror a source are explained by it and by their names. */
const opensWithComment: Rule = ({ path, text }) =>
  headerOf(text) !== "" || path.endsWith(".test.ts")
    ? []
    : [`${path}: say in 1 to 5 sentences at the top what it is and what it is not`];

const hasGoodName: Rule = ({ path }) =>
  /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|node|portable|config)){0,2}\.ts$/.test(basename(path))
    ? []
    : [`${path}: name it with small letters and hyphens`];

describe("size and shape", () => {
  test("files have at most 500 lines, and sources above 300 say why", () => {
    expect(against(isShortEnough)).toEqual([]);
  });

  test("functions fit a screen", () => {
    expect(against(hasShortFunctions)).toEqual([]);
  });

  test("every file opens with a comment", () => {
    expect(against(opensWithComment)).toEqual([]);
  });

  test("file names are words with hyphens", () => {
    expect(against(hasGoodName)).toEqual([]);
  });

  test("they bite", () => {
    expect(hasShortFunctions(untidy)).toEqual([expect.stringContaining("total has 74 lines")]);
    expect(opensWithComment(untidy)).toHaveLength(1);
    expect(
      isShortEnough(made("x.ts", { lines: 501, text: "// Long because it is.\n" })),
    ).toHaveLength(1);
    expect(isShortEnough(made("x.ts", { lines: 301 }))).toHaveLength(1);
    expect(isShortEnough(made("test/x.ts", { lines: 501 }))).toHaveLength(1);
    expect(
      isShortEnough(
        made("x.ts", { lines: 301, text: `// It is longer than 300\n// lines because of x.\n` }),
      ),
    ).toEqual([]);
    expect(hasGoodName(made("sim/MyFile.ts"))).toHaveLength(1);
  });
});

// ---- Tests, scenarios, words ----

/** Tests that mirror no single file. */
const freeTests = [
  "test/reference/",
  "test/conformance/",
  "test/real/",
  "test/bench/",
  "test/bugs/",
  "test/peers/",
  "test/tidy.test.ts",
  "test/readme.test.ts",
  "test/links.test.ts",
];

const hasSource: Rule = ({ path }) => {
  if (!path.endsWith(".test.ts") || freeTests.some((start) => path.startsWith(start))) return [];
  const source = path.replace(/^test\//, "").replace(/\.test\.ts$/, ".ts");
  return existsSync(join(root, source))
    ? []
    : [`${path}: it tests ${source}, which is not there; move it`];
};

const isRegistered: Rule = ({ path }) => {
  if (!/^scenarios\/[^/]+\.ts$/.test(path) || path === "scenarios/index.ts") return [];
  const index = facts.get("scenarios/index.ts")?.imports ?? [];
  return index.some(({ from }) => from === path) ? [] : [`${path}: list it in scenarios/index.ts`];
};

const specVersion = "1.19";
const aboutSpec =
  /\b(?:spec(?:ification)?,? \(?|spec\.matrix\.org\/)(v\d+\.\d+|latest|unstable)\b/gi;

const namesOneSpec: Rule = ({ path, text }) =>
  [...text.matchAll(aboutSpec)]
    .filter(([, version]) => version.toLowerCase() !== `v${specVersion}`)
    .map(([found]) => `${path}: "${found}"; all of the project follows v${specVersion}`);

const speaksOfItself: Rule = ({ path, text }) => {
  const local = ["/work" + "/main", "/work" + "/shared", "/tmp/" + "brief"].filter((word) =>
    text.includes(word),
  );
  return local.map(
    (word) => `${path}: ${word} exists on one machine only; use a path from the root`,
  );
};

/** Planted bugs change the source as it stands; whoever moves that line moves the bug as well. */
const findsItsPlace = ({ name, changes }: PlantedBug, textOf: (path: string) => string) =>
  changes.flatMap((change) => {
    try {
      changed(textOf(change.file), change);
      return [];
    } catch (error) {
      return [`test/bugs, ${name}: ${(error as Error).message}; adapt the planted bug`];
    }
  });

describe("tests, scenarios and words", () => {
  test("every planted bug finds the code that it changes", () => {
    const textOf = (path: string) => facts.get(path)?.text ?? "";
    expect(plantedBugs.flatMap((bug) => findsItsPlace(bug, textOf))).toEqual([]);
    expect(findsItsPlace(plantedBugs[0], () => "moved away")).toHaveLength(1);
  });

  test("every test has its source at the mirrored place", () => {
    expect(against(hasSource)).toEqual([]);
  });

  test("every scenario is registered", () => {
    expect(against(isRegistered)).toEqual([]);
  });

  test(`everything follows version ${specVersion} of the specification`, () => {
    const documents = ["README.md", "sim/README.md"].filter((path) => existsSync(join(root, path)));
    const pages = documents.map((path) =>
      made(path, { text: readFileSync(join(root, path), "utf8") }),
    );
    expect(against(namesOneSpec, [...files, ...pages])).toEqual([]);
  });

  test("no file names a place on the machine that it was written on", () => {
    expect(against(speaksOfItself)).toEqual([]);
  });

  test("they bite", () => {
    expect(hasSource(made("test/sim/nothing-there.test.ts"))).toHaveLength(1);
    expect(isRegistered(made("scenarios/forgotten.ts"))).toHaveLength(1);
    const old = "// Spec v1" + ".18, rooms; https://spec.matrix.org/" + "latest/rooms\n";
    expect(namesOneSpec(made("x.ts", { text: old }))).toHaveLength(2);
    expect(speaksOfItself(made("x.ts", { text: "/work" + "/main" }))).toHaveLength(1);
  });
});
