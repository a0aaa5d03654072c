// Runs axe, the accessibility checker, on a page. The page's policy forbids foreign scripts, so axe
// is evaluated by the browser's debugger, which no policy binds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Each violation as `rule: element: what is wrong`; empty where axe finds nothing. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(() => window.__rashomon?.idle());
  await page.evaluate(source);
  const run = "axe.run(document, { resultTypes: ['violations'] })";
  const { violations } = (await page.evaluate(run)) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 120)}: ${failureSummary}`),
  );
}
