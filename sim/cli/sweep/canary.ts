// The canary of a sweep: a story that must break, run before all others by the same threads, with the
// same checks and in the same way. A sweep that does not find it would find nothing, so it ends there.
// The story needs no planted bug: a server answers with stale state, and rooms up to version 11 lose
// their join rules (MSC4297).
import { namesOfChecks } from "../../check/index.ts";
import type { SweepRow } from "../../run/index.ts";
import type { SweepTask } from "./sweep-batches.ts";

/** The checks that the canary breaks. */
const shouting: readonly string[] = ["converges", "no-state-reset"];
const story = { scenario: "stale-state", roomVersion: "11" };
const range = { first: 1, last: 2 };

/** What came of looking for the canary. */
export interface Canary {
  readonly runs: number;
  /** The checks of the sweep that the canary must break, and has; empty: it asks none of them. */
  readonly checks: readonly string[];
}

/**
 * Looks for the canary.
 * @param ask runs seeds as the sweep runs them
 * @param checks names of checks, or groups, that the sweep asks
 * @throws Error where it is not found: then the sweep is blind
 */
export async function findCanary(
  ask: (task: SweepTask) => Promise<SweepRow[]>,
  { checks, guided = false }: { checks: readonly string[]; guided?: boolean },
): Promise<Canary> {
  const due = namesOfChecks(checks).filter((name) => shouting.includes(name));
  if (due.length === 0) return { runs: 0, checks: [] };
  const { scenario, roomVersion } = story;
  const rows = await ask({
    source: { scenario, options: { roomVersion, checks } },
    range,
    ...(guided && { guided: { sweep: "canary", origins: [] } }),
  });
  const runs = range.last - range.first + 1;
  for (const check of due) {
    const found = rows.filter(({ failures }) =>
      failures.some(({ signature }) => signature.startsWith(`${check}:`)),
    );
    if (found.length === runs) continue;
    throw new Error(
      `the canary is not found: ${scenario} in room version ${roomVersion} breaks ${check}, ` +
        `and ${found.length} of ${runs} runs say so; this sweep sees nothing`,
    );
  }
  return { runs, checks: due };
}

/** The canary for people. */
export function canaryText({ runs, checks }: Canary): string {
  if (runs === 0) {
    return `canary: not asked, for no check of this sweep is ${shouting.join(" or ")}`;
  }
  return `canary: found, a story that must break ${checks.join(" and ")} did so in ${runs} runs`;
}
