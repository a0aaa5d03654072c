import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readPlanFile } from "../../../../sim/cli/run/read-plan.ts";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, type Scenario } from "../../../../sim/run/index.ts";
import { temporaryFolder } from "../call.ts";

const plan = generate(scenarios.get("power-duel") as Scenario, { seed: "1" });

function fileOf(text: string): string {
  const file = join(temporaryFolder(), "plan.json");
  writeFileSync(file, text);
  return file;
}

test("a plan is read from its own file and from a regression that holds one", () => {
  expect(readPlanFile(fileOf(JSON.stringify(plan)))).toEqual(plan);
  const kept = { format: "rashomon-regression/1", about: "x", signature: null, plan };
  expect(readPlanFile(fileOf(JSON.stringify(kept)))).toEqual(plan);
});

test("what is no JSON and what is no plan is told with file and place", () => {
  const broken = fileOf(`{\n  "format": \n}`);
  expect(() => readPlanFile(broken)).toThrow(
    expect.objectContaining({ parts: expect.objectContaining({ file: broken, line: 3 }) }),
  );
  const other = fileOf(JSON.stringify({ ...plan, nudges: 99 }));
  expect(() => readPlanFile(other)).toThrow(/\/nudges/);
});

test("of the folder of a run the plan in it is named", () => {
  const folder = dirname(fileOf(JSON.stringify(plan)));
  expect(() => readPlanFile(folder)).toThrow(
    expect.objectContaining({
      parts: {
        file: folder,
        message: "this is the folder of a run",
        remedy: expect.stringContaining("plan.json"),
      },
    }),
  );
});
