import { expect, test } from "vitest";
import { pageTemplate } from "../../../../sim/cli/view/page-template.ts";
import { embedTrace } from "../../../../viz/build.ts";

test("the page is whole HTML that takes a trace and asks no network for anything", async () => {
  const page = await pageTemplate();
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?\/\//);
  const trace = '{"kind":"meta","about":"</script><b>"}\n';
  const filled = embedTrace(page, trace);
  expect(filled.length).toBeGreaterThan(page.length);
  expect(filled).not.toContain("</script><b>");
});
