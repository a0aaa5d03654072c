import { describe, expect, test } from "vitest";
import { capacityPage } from "../../../loadtest/capacity/page.ts";
import { intervalText } from "../../../loadtest/capacity/words.ts";
import { reportOf } from "./simulated-report.ts";

describe("the page of a search", () => {
  test("shows the interval, every probe in both plots, and escapes what it is given", async () => {
    const report = await reportOf({ capacity: 20 });
    const page = capacityPage(report);
    expect(page).toContain(intervalText(report.answer.interval));
    expect(page.match(/class="mark /g)).toHaveLength(
      2 * report.records.filter(({ phase }) => phase !== "gauge").length + 5,
    );
    expect(page.match(/class="interval"/g)!.length).toBeGreaterThan(5);
    expect(page).not.toContain("<host>");
    expect(page).not.toMatch(/NaN|Infinity|undefined|https?:\/\/(?!127)/);
  });

  test("of a refusal says why and what to do", async () => {
    const report = await reportOf({ capacity: 100, limit: 10 });
    const page = capacityPage(report);
    expect(page).toContain("its rate limiter, not its capacity");
    expect(page).toContain("rc_*");
    expect(page).not.toMatch(/NaN|undefined/);
  });

  test("of a search that was stopped before its first probe is a page", async () => {
    const report = await reportOf({ capacity: 20 });
    const nothing = {
      ...report.answer,
      end: { how: "stopped" },
      interval: { low: 0, high: Infinity },
      gaveWay: [],
    } as const;
    const page = capacityPage({ ...report, records: [], answer: nothing });
    expect(page).toContain("Stopped before anything was known");
    expect(page).not.toMatch(/NaN|undefined/);
  });
});
