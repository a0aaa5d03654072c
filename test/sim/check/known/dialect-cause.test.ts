// Servers part by dialects where one of them resolved what comes out otherwise by another's.
import { expect, test } from "vitest";
import { mixedDialects } from "../../../../scenarios/mixed-dialects.ts";
import { viewTrace } from "../../../../sim/check/index.ts";
import { partedByDialects } from "../../../../sim/check/known/dialect-cause.ts";
import { generate, run, type Plan } from "../../../../sim/run/index.ts";

const plan = generate(mixedDialects, { seed: "1" });
const told = (change: (row: Plan["servers"][number]) => Plan["servers"][number] = (row) => row) => {
  const { records, verdicts } = run({ ...plan, servers: plan.servers.map(change) });
  const verdict = verdicts.find(({ check }) => check === "converges")!;
  return { view: viewTrace(records), verdict };
};

test("it is so in the story that shows it, among servers that follow different ones", () => {
  const { view, verdict } = told();
  expect(verdict.result).toBe("broken");
  expect(partedByDialects(view, verdict)).toBe(true);
  expect(partedByDialects(view, { ...verdict, servers: [0, 1] })).toBe(false);
});

test("dialects that come to the same end part nobody", () => {
  const { view, verdict } = told(
    (row) => ({ ...row, dialect: row.dialect && "ruma" }) as typeof row,
  );
  expect(verdict.result).toBe("held");
  expect(partedByDialects(view, { ...verdict, servers: [0, 2] })).toBe(false);
});
