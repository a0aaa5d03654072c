// Counts of what peers answered.
import { expect, test } from "vitest";
import { Tally } from "../../../sim/compare/tally.ts";

test("answers are counted by cause, and everything else apart", () => {
  const tally = new Tally("ruma", "11", true);
  tally.add({ kind: "explained", cause: [] }, true);
  tally.add({ kind: "explained", cause: ["chainIncludesState"] }, true);
  tally.add({ kind: "unexplained" }, false);
  tally.add({ kind: "refused", detail: "no" }, false);
  for (const kind of ["crash", "hang", "nonsense"] as const) tally.add({ kind, detail: "" }, false);
  const report = tally.report();
  expect(report).toMatchObject({ rooms: 7, answered: 3, asPreset: 2, unexplained: 1 });
  expect(report).toMatchObject({ crashes: 1, hangs: 1, nonsense: 1, refusals: { no: 1 } });
  expect(report.differs).toMatchObject({ count: 2, of: 3 });
  expect(report.causes).toMatchObject([{ cause: "chainIncludesState", count: 1, of: 3 }]);
  tally.add({ kind: "explained", cause: ["skipRejected", "chainIncludesState"] }, true);
  expect(tally.report().switches).toMatchObject([
    { name: "chainIncludesState", count: 2, of: 4 },
    { name: "skipRejected", count: 1, of: 4 },
  ]);
});

test("a peer without a preset is not measured against one, and errors do not fill the memory", () => {
  const tally = new Tally("mine", "11", false);
  for (let n = 0; n < 60; n++) tally.add({ kind: "refused", detail: `error ${n}` }, false);
  const { asPreset, refusals } = tally.report();
  expect(asPreset).toBeNull();
  expect(Object.keys(refusals)).toHaveLength(51);
  expect(refusals.others).toBe(10);
});

test("counts of parts add up to those of the whole", () => {
  const parts = [new Tally("ruma", "11", true), new Tally("ruma", "11", true)];
  const whole = new Tally("ruma", "11", true);
  const outcomes = [
    { kind: "explained", cause: [] },
    { kind: "explained", cause: ["chainIncludesState"] },
    { kind: "unexplained" },
    { kind: "refused", detail: "no" },
    { kind: "crash", detail: "" },
  ] as const;
  for (const [n, outcome] of [...outcomes, ...outcomes].entries()) {
    for (const tally of [parts[n % 2], whole]) tally.add(outcome, outcome.kind === "explained");
  }
  const sum = new Tally("ruma", "11", true);
  for (const part of parts) sum.addCounts(JSON.parse(JSON.stringify(part.counts())));
  expect(sum.report()).toEqual(whole.report());
  expect(whole.report()).toMatchObject({ rooms: 10, asPreset: 4, crashes: 2 });
});
