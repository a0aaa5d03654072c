// The terminal's picture and the page's say the same: each row with its note, each lane's state, each
// check, at the end and in the middle of a split. And the command line draws the same as PNG.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { pngOfSvg } from "../../sim/cli/view/chromium.ts";
import { textView } from "../../viz/export/text.ts";
import { fileKinds } from "../../viz/export/index.ts";
import { buildModel } from "../../viz/model/model.ts";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { seek, snapshot, Viewer } from "./viewer.ts";

const viewer = new Viewer();

/** All that the page says of rows, states and checks, as words. */
async function factsOf(page: Page) {
  const rows = await page.locator(".row").evaluateAll((all) =>
    all.map((row) => ({
      time: row.querySelector(".unseen")?.textContent.trim() ?? "",
      text: row.querySelector(".what")?.textContent ?? "",
      note: row.querySelector(".note")?.textContent ?? "",
    })),
  );
  const heads = await page.locator(".head:visible").evaluateAll((all) =>
    all.map((head) => ({
      name: head.querySelector(".name")?.textContent ?? "",
      state: head.querySelector(".state")?.textContent ?? "",
    })),
  );
  return { rows, heads };
}

test.each(["netsplit-ban", "incident-room", "left-behind"])(
  "%s: every row, state and check of the page is in the text, and no row more",
  async (name) => {
    const records = scenarioRecords(name);
    const model = buildModel(records);
    const page = await viewer.open({ records, width: 1600, height: 2400 });
    for (const atMs of [model.endMs, 30_000]) {
      await seek(page, atMs);
      await snapshot(page);
      const text = textView(model, { atMs });
      const lines = text.split("\n");
      const { rows, heads } = await factsOf(page);
      expect(rows.length).toBeGreaterThan(10);
      for (const { time, text: what, note } of rows) {
        const words = note === "" ? what : `${what}  [${note}]`;
        const found = lines.some((line) => line.includes(time) && line.endsWith(words));
        expect(found, `${time} ${words}`).toBe(true);
      }
      const told = lines.filter((line) => /^ *\d+:\d\d/.test(line)).length;
      expect(told).toBe(rows.length);
      for (const head of heads) expect(text).toContain(`${head.name} ${head.state}`);
      for (const { check, result } of model.verdicts) {
        expect(lines.some((line) => line.startsWith(result) && line.includes(`${check}: `))).toBe(
          true,
        );
      }
    }
    await page.close();
  },
);

test("the command line's PNG is the picture at its own size, and not blank", () => {
  const svg = fileKinds.find(({ name }) => name === "svg");
  const model = buildModel(scenarioRecords("netsplit-ban"));
  const png = Buffer.from(pngOfSvg(svg?.text(model, {}) ?? ""));
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(1_000);
  expect(png.readUInt32BE(20)).toBeGreaterThan(22 * 20);
  // A blank picture of this size is a tenth of it.
  expect(png.length).toBeGreaterThan(20_000);
});
