// The library's face: every export has an example in the README, every example gives what it says,
// in Node and on the bundle for browsers, run in a context that has nothing of Node's.
import { gzipSync } from "node:zlib";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import * as protocol from "../../../sim/protocol/index.ts";
import { root } from "../../source-tree.ts";
import { exampleNames, exampleScript, type Checked } from "./examples.ts";

test("every export has an example", () => {
  const shown = exampleNames();
  expect(Object.keys(protocol).filter((name) => !shown.has(name))).toEqual([]);
});

test("the examples give what they say in Node", () => {
  const run = new Function("protocol", exampleScript()) as (from: object) => Checked[];
  const results = run(protocol);
  expect(results.length).toBeGreaterThan(50);
  for (const [expression, wanted, found] of results) expect(found, expression).toBe(wanted);
});

/** The library as one script for browsers. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["sim/protocol/index.ts"],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    globalName: "protocol",
    platform: "browser",
    target: "es2022",
    alias: { "#sha256": `${root}/sim/protocol/sha256.portable.ts` },
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

test("the bundle for browsers gives the same with nothing of Node's about, and is small", async () => {
  const text = await bundle();
  const context = createContext({ TextEncoder });
  new Script(text).runInContext(context);
  const script = new Script(`(function (protocol) {${exampleScript()}})(protocol)`);
  const results = JSON.parse(JSON.stringify(script.runInContext(context))) as Checked[];
  expect(results.length).toBeGreaterThan(50);
  for (const [expression, wanted, found] of results) expect(found, expression).toBe(wanted);
  const [whole, packed] = [text.length, gzipSync(text).length].map((n) => (n / 1024).toFixed(1));
  console.log(`rashomon/protocol for browsers: ${whole} kB minified, ${packed} kB with gzip`);
  expect(gzipSync(text).length).toBeLessThan(64 * 1024);
});
