// The ten golden plans outside the Node that the project brings along: in Chromium, where SHA-256 is
// a JavaScript library, and in another line of Node. One bundle each; equal hashes or it is a bug.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { otherNodePath } from "../../sim/bridge/real-parts.ts";
import { root } from "../source-tree.ts";
import { startChromium } from "./chromium.ts";

const golden = JSON.parse(
  readFileSync(join(root, "test", "fixtures", "golden-hashes.json"), "utf8"),
) as Record<string, string>;

/** The ten plans as one script, for a browser as the global `golden`. */
async function bundle(platform: "browser" | "node"): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["test/golden/ten-plans.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "golden",
    platform,
    ...(platform === "browser" && {
      alias: { "#sha256": `${root}/sim/protocol/sha256.portable.ts` },
    }),
  });
  return outputFiles[0].text;
}

test("ten plans have in Chromium the hashes that they have in Node", async () => {
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await bundle("browser") });
    expect(await page.evaluate("golden.tenHashes()")).toEqual(Object.values(golden));
    expect(await page.evaluate("golden.tenNames")).toEqual(Object.keys(golden));
  } finally {
    await browser.close();
  }
});

test("ten plans have in another line of Node the hashes that they have in this one", async () => {
  const program = otherNodePath();
  const version = execFileSync(program, ["--version"], { encoding: "utf8" });
  expect(version.split(".")[0]).not.toBe(process.version.split(".")[0]);
  const script = `${await bundle("node")};console.log(JSON.stringify(golden.tenHashes()))`;
  const said = execFileSync(program, ["-"], { encoding: "utf8", input: script, timeout: 280_000 });
  expect(JSON.parse(said)).toEqual(Object.values(golden));
});
