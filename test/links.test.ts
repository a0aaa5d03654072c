// Every link of the documents leads somewhere, and every source that they name is there.
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { brokenLinks } from "./documents.ts";
import { root } from "./source-tree.ts";

const documents = globSync("{*.md,{sim,viz,loadtest,scenarios,test}/**/*.md}", {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
});

test("links and names of sources lead somewhere", () => {
  expect(documents).toContain("sim/README.md");
  expect(documents.flatMap((path) => brokenLinks(root, path))).toEqual([]);
});

test("it bites: a lost file, a lost heading, a source that has moved", () => {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-links-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const text = [
    "# One and *two*: `three`!",
    "[here](#one-and-two-three) [gone](#four) [file](a.md) [web](https://example.org/x)",
    "[lost](b.md) `out/x.ts` `sim/yours.ts` `sim/lost.ts` [there](a.md#one-and-two-three)",
    "```",
    '[not](a link.md) `sim/not.ts` const name = "yours";',
    "```",
  ].join("\n");
  writeFileSync(join(folder, "a.md"), text);
  expect(brokenLinks(folder, "a.md")).toEqual([
    "a.md: nothing is at #four; mend the link",
    "a.md: nothing is at b.md; mend the link",
    "a.md: there is no sim/lost.ts; name the file as it is called now",
  ]);
});
