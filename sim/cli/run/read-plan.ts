// Reads a plan from a file, for the commands that run plans: a plan as `rashomon run` writes it, or a
// regression of scenarios/regressions/, which holds one.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseJson, type JsonValue } from "../../protocol/json.ts";
import { isRegression, readPlan, type Plan } from "../../run/index.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";

/** The plan of a file; throws a `Problem` that names file, place and remedy where it holds none. */
export function readPlanFile(file: string): Plan {
  const within = join(file, "plan.json");
  if (existsSync(within)) {
    const remedy = `Name the plan in it: ${within}.`;
    throw new Problem({ file, message: "this is the folder of a run", remedy });
  }
  const parsed = parseJson(readTextFile(file));
  if (!parsed.ok) {
    const { line, column, message } = parsed.problem;
    throw new Problem({
      ...{ file, line, message: `this is no JSON at column ${column}: ${message}` },
      remedy: "Mend it, or let `rashomon run SCENARIO` write a plan anew.",
    });
  }
  const reading = readPlan(planPart(parsed.value));
  if (reading.ok) return reading.plan;
  throw new Problem({
    file,
    message: `${reading.where}: ${reading.message}`,
    remedy: "Compare it with a plan that `rashomon run SCENARIO` wrote (plan.json).",
  });
}

function planPart(value: JsonValue): unknown {
  return isRegression(value) ? value.plan : value;
}
