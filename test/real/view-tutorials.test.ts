// The tutorials in a real browser: told in the page, walked through by keys and buttons, linked to. A
// picture of each lesson is left in out/screenshots, for people to look at.
import { describe, expect, test } from "vitest";
import { tutorials } from "../../viz/app/tutorials/index.ts";
import { snapshot, Viewer } from "./viewer.ts";

const viewer = new Viewer();

describe("tutorials", () => {
  test("the first page lists them; lessons go on by button and key, and from one to the next", async () => {
    const page = await viewer.openEmpty();
    expect(await page.locator(".tutorials b").count()).toBe(8);
    await viewer.shoot(page, "welcome-light");
    await page.locator(".tutorials button", { hasText: "Soft failure" }).click();
    const lesson = page.locator(".lesson");
    expect(await lesson.locator("h2").textContent()).toBe("A ban that has not arrived");
    await lesson.locator("button", { hasText: "Next" }).click();
    await page.keyboard.press("]");
    await snapshot(page);
    expect(await lesson.locator("h2").textContent()).toBe("Wrong by the present");
    expect(await page.locator(".verdict-line").textContent()).toContain("ban");
    await page.waitForFunction(() => location.hash.includes("lesson=2"));
    await page.reload();
    await page.waitForFunction(() => window.__rashomon !== undefined);
    expect((await snapshot(page)).lesson).toBe(2);
    await page.keyboard.press("[");
    expect((await snapshot(page)).lesson).toBe(1);
    await page.keyboard.press("]");
    await page.keyboard.press("]");
    await snapshot(page);
    await lesson.locator("button", { hasText: "A state reset" }).click();
    expect(await lesson.locator("h2").textContent()).toBe("The rules of the door");
    await page.close();
  });

  test.each(tutorials)("$name: every lesson shows what it speaks of", async ({ name, lessons }) => {
    const page = await viewer.openEmpty(`#tutorial=${name}`);
    for (let at = 0; at < lessons.length; at++) {
      expect((await snapshot(page)).lesson).toBe(at);
      expect(await page.locator(".lesson h2").textContent()).toBe(lessons[at].title);
      await viewer.shoot(page, `tutorial-${name}-${at + 1}`);
      if (at + 1 < lessons.length) await page.keyboard.press("]");
    }
    await page.close();
  });
});
