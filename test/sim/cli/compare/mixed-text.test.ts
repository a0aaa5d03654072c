// What `rashomon mixed` shows.
import { expect, test } from "vitest";
import type { MixResult } from "../../../../sim/cli/compare/mixed-survey.ts";
import { mixedPage, mixedText, mixName } from "../../../../sim/cli/compare/mixed-text.ts";
import { rateOf } from "../../../../sim/compare/index.ts";

const result: MixResult = {
  ...{ version: "11", usual: "synapse", other: "ruma", servers: 6, others: 2, runs: 100 },
  ...{ parted: rateOf(20, 100), toTheEnd: rateOf(5, 100), afterHealMs: 90_000, apartMs: 60_000 },
  ...{ types: { "m.room.member": 15, "m.room.topic": 5 }, smallest: "7" },
};
const control: MixResult = {
  ...result,
  ...{ other: "synapse", others: 0, parted: rateOf(0, 100), toTheEnd: rateOf(0, 100) },
  ...{ afterHealMs: null, apartMs: null, types: {}, smallest: null },
};

test("a row names the servers, the rates, the times and what they parted over", () => {
  expect(mixName(result)).toBe("4 synapse, 2 ruma");
  expect(mixName(control)).toBe("6 synapse");
  const text = mixedText([control, result], 3);
  expect(text).toContain("200 rooms in 3 s");
  expect(text).toMatch(
    /11 +4 synapse, 2 ruma +20 % \(.*\) +1 min 30\.0 s +1 min 0\.0 s +5\.0 %.*member 15, topic 5/,
  );
  expect(text).toMatch(/6 synapse +0\.0 % \(.*\) +– +–/);
});

test("the picture has a bar and a name for each mix, and room for the longest", () => {
  const page = mixedPage([control, result]);
  expect(page.match(/<rect /g)).toHaveLength(4);
  expect(page).toContain("11: 4 synapse, 2 ruma");
  expect(page).toContain("20 %");
  const widths = [...page.matchAll(/width="(\d+)" height="18"/g)].map(([, width]) => Number(width));
  expect(widths[2]).toBeGreaterThan(widths[3]);
  expect(widths.every((width) => width >= 0 && width <= 520)).toBe(true);
});
