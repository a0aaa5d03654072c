// Random input to the page from a seed: keys, clicks, the pointer, the wheel, and typed queries. Files
// are never chosen and the page is never left. What it did is returned, to be done again.
import type { Page } from "playwright-core";

export interface MonkeyInput {
  readonly kind: "key" | "click" | "move" | "wheel" | "type";
  readonly what: string;
}

const keys = [
  ..."jkpcnNmMgGxXrRwetvlLfF+-0123456789[].,?yK",
  ...["ArrowLeft", "ArrowRight", "Home", "End", "Escape", "Space", "Tab", "Enter"],
];
const queries = ["type:topic", "-is:state", "/(/", "alice", "after:12s", "🙂", "anc:$x", ""];

/** Sends inputs and waits now and then; an error of the page ends the test elsewhere. */
export async function runMonkey(
  page: Page,
  { seed, inputs }: { seed: number; inputs: number },
): Promise<MonkeyInput[]> {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const done: MonkeyInput[] = [];
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  for (let at = 0; at < inputs; at++) {
    const [x, y, dice] = [below(width), below(height), below(20)];
    if (dice < 10) {
      const key = keys[below(keys.length)];
      done.push({ kind: "key", what: key });
      await page.keyboard.press(key);
    } else if (dice < 14) {
      done.push({ kind: "click", what: `${x} ${y}` });
      await page.mouse.click(x, y);
    } else if (dice < 16) {
      done.push({ kind: "move", what: `${x} ${y}` });
      await page.mouse.move(x, y);
    } else if (dice < 18) {
      done.push({ kind: "wheel", what: `${x} ${y}` });
      await page.mouse.wheel(below(400) - 200, below(4_000) - 2_000);
    } else {
      const query = queries[below(queries.length)];
      done.push({ kind: "type", what: query });
      await page.locator(".finder .find").evaluate((field, text) => {
        (field as HTMLInputElement).value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }, query);
    }
  }
  // Playing would go on for ever after the last input.
  await page.keyboard.press("Escape");
  await page.evaluate(() => window.__rashomon?.seek(1_000));
  return done;
}
