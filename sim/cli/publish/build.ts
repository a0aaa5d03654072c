// Builds what is published into dist/: the command line program, the library's three entries for
// Node and for browsers with their types, the viewer's page without a trace, and the JSON Schema of plans. Run by `npm run build`; the
// repository itself needs no build.
import { chmodSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "../../../viz/build.ts";
import { Plan } from "../../run/index.ts";
import { writeDeclarations } from "./declarations.ts";
import { writeWholeFile } from "../output.ts";
import { digestOfSources } from "../own-version.ts";

const root = join(import.meta.dirname, "..", "..", "..");

const library = {
  index: join(root, "sim/index.ts"),
  protocol: join(root, "sim/protocol/index.ts"),
  trace: join(root, "sim/trace/index.ts"),
};

/**
 * Writes all files of the package into a folder, which is emptied first. Packages stay imports.
 * @returns the files, from the folder
 */
export async function build(folder: string): Promise<readonly string[]> {
  const { build: bundle } = await import("esbuild");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const common = {
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    splitting: true,
    sourcemap: true,
    packages: "external",
    metafile: true,
    logLevel: "warning",
  } as const;
  const node = await bundle({
    ...common,
    entryPoints: {
      rashomon: join(root, "sim/cli/main.ts"),
      // Not a chunk: it looks for the other files of the package beside itself.
      chapters: join(root, "sim/cli/chapters.ts"),
      "plan-worker": join(root, "sim/cli/shrink/plan-worker.ts"),
      "live-worker": join(root, "sim/cli/run/live-worker.ts"),
      "compare-worker": join(root, "sim/cli/compare/compare-worker.ts"),
      "guidance-worker": join(root, "sim/cli/sweep/guidance-worker.ts"),
      "sweep-worker": join(root, "sim/cli/sweep/sweep-worker.ts"),
      ...library,
    },
    outdir: folder,
    platform: "node",
    target: "node20",
    alias: { "#sha256": join(root, "sim/protocol/sha256.node.ts") },
    define: { RASHOMON_SOURCES: JSON.stringify(digestOfSources(root)) },
    chunkNames: "chunks/[name]-[hash]",
  });
  const k6 = await bundle({
    ...common,
    // One file: k6 finds modules by whole file names, and its own are not ours to pack.
    splitting: false,
    entryPoints: {
      loadtest: join(root, "loadtest/main.ts"),
      replay: join(root, "loadtest/matrix/replay.ts"),
    },
    outdir: folder,
    platform: "neutral",
    external: ["k6", "k6/*"],
  });
  const browser = await bundle({
    ...common,
    entryPoints: library,
    outdir: join(folder, "browser"),
    platform: "browser",
    target: "es2022",
    alias: { "#sha256": join(root, "sim/protocol/sha256.portable.ts") },
    chunkNames: "chunks/[name]-[hash]",
  });
  writeWholeFile(join(folder, "viewer.html"), await buildPage());
  writeWholeFile(join(folder, "viewer-live.html"), await buildPage("live"));
  writeWholeFile(join(folder, "plan.schema.json"), `${JSON.stringify(Plan, undefined, 2)}\n`);
  const types = writeDeclarations(join(folder, "types"));
  chmodSync(join(folder, "rashomon.js"), 0o755);
  const outputs = [node, k6, browser].flatMap(({ metafile }) => Object.keys(metafile.outputs));
  return [
    ...outputs.map((path) => fromFolder(folder, path)),
    ...types.map((file) => `types/${file}`),
    "viewer.html",
    "viewer-live.html",
    "plan.schema.json",
  ].sort();
}

/** A path of esbuild's report, which counts from the root, as one from the output folder. */
function fromFolder(folder: string, path: string): string {
  return join(root, path).slice(folder.length + 1);
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  const files = await build(join(root, "dist"));
  process.stdout.write(
    `dist: ${files.filter((file) => !/\.(map|d\.ts)$/.test(file)).join(", ")}\n`,
  );
}
