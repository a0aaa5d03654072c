// A failure that was found once, kept so that it is tried for ever: the smallest plan that shows it
// and the signature that it had. scenarios/regressions/ holds them; a test runs all of them.
import type { WeaknessName } from "../../check/index.ts";
import type { Plan } from "../plan/plan.ts";

export const regressionFormat = "rashomon-regression/1";

/** A kept failure, as JSON. */
export interface Regression {
  readonly format: typeof regressionFormat;
  /** What goes wrong and why, in a sentence or two, for whoever meets it next. */
  readonly about: string;
  /**
   * The signature that the plan's run has: it stays while the failure is what the rules make of the
   * story. `null` once it is mended: then all checks have to hold.
   */
  readonly signature: string | null;
  /** The known weakness that it comes of, by its name (check/known/); absent where none is known. */
  readonly known?: WeaknessName;
  readonly plan: Plan;
}

/** Tells a regression from a plan by its format alone. */
export function isRegression(value: unknown): value is Regression {
  return (
    typeof value === "object" &&
    value !== null &&
    "format" in value &&
    value.format === regressionFormat &&
    "plan" in value
  );
}
