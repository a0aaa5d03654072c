// The replay page for everyone: axe, the accessibility checker, finds nothing in any of its states.
import { describe, expect, test } from "vitest";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { axeFindings } from "./axe.ts";
import { Viewer } from "./viewer.ts";

const records = scenarioRecords("netsplit-ban");
const viewer = new Viewer();

describe("for everyone", () => {
  const views = [
    "",
    "#e=14&t=30000",
    "#tab=resolution&step=9",
    "#e=15&tab=why&ask=refused@0&q=carol%20-is:state%20is:odd",
  ];
  test.each(views.flatMap((hash) => [false, true].map((dark) => ({ hash, dark }))))(
    "axe finds nothing at “$hash”, dark: $dark",
    async ({ hash, dark }) => {
      const page = await viewer.open({ records, hash, dark });
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    },
  );

  test("axe finds nothing in the help, the palette, and on a narrow screen", async () => {
    const page = await viewer.open({ records, width: 360, height: 740 });
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("?");
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  test("axe finds nothing on the first page, in a lesson, in what if, and in comparisons", async () => {
    const first = await viewer.openEmpty();
    expect(await axeFindings(first)).toEqual([]);
    await first.close();
    const lesson = await viewer.openEmpty("#tutorial=state-reset&lesson=4");
    expect(await axeFindings(lesson)).toEqual([]);
    await lesson.setViewportSize({ width: 360, height: 740 });
    expect(await axeFindings(lesson)).toEqual([]);
    const wide = () => document.documentElement.scrollWidth - window.innerWidth;
    expect(await lesson.evaluate(wide)).toBeLessThanOrEqual(0);
    await viewer.shoot(lesson, "tutorial-narrow");
    await lesson.close();
    const page = await viewer.open({ records, hash: "#e=13&tab=what-if&if=drop:13", dark: true });
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });
});
