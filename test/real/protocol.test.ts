// The library in a real browser: the examples of its README on the bundle that is published.
import { build } from "esbuild";
import { expect, test } from "vitest";
import { exampleScript, type Checked } from "../sim/protocol/examples.ts";
import { root } from "../source-tree.ts";
import { startChromium } from "./chromium.ts";

test("every example of rashomon/protocol gives in Chromium what it says", async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["sim/protocol/index.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "protocol",
    platform: "browser",
    alias: { "#sha256": `${root}/sim/protocol/sha256.portable.ts` },
  });
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0].text });
    const script = `(function (protocol) {${exampleScript()}})(protocol)`;
    const results: Checked[] = await page.evaluate(script);
    expect(results.length).toBeGreaterThan(50);
    for (const [expression, wanted, found] of results) expect(found, expression).toBe(wanted);
  } finally {
    await browser.close();
  }
});
