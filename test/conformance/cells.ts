// The conformance table: for every rule that can end a judgement an event that it lets pass and one
// that it stops, in the small room of test/reference. The two differ in one thing. Which versions
// have the rule, and under which number, is in sim/protocol/auth/rules.ts; conformance.test.ts runs
// each cell against the rules and their literal twin.
import type { RuleName } from "../../sim/protocol/auth/rules.ts";
import { creationCells } from "./creation-cells.ts";
import { levelCells } from "./level-cells.ts";
import { memberCells } from "./member-cells.ts";
import type { Cell } from "./trial.ts";

/** Every rule; the type checker misses none. */
export const cells: Readonly<Record<RuleName, Cell>> = {
  ...creationCells,
  ...memberCells,
  ...levelCells,
};
