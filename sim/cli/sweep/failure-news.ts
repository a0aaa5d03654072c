// The failures of a sweep, parted into news and known weaknesses of the protocol and of homeservers
// (sim/check/known/), for the report, the page and the exit code.
import { weaknessNamed, type Weakness } from "../../check/index.ts";
import type { FailureGroup } from "./sweep-store.ts";

/** Failures that one known weakness explains. */
export interface KnownFailures extends Weakness {
  readonly name: string;
  /** Of all kinds together; a run that fails in two ways counts twice. */
  readonly failures: number;
  readonly groups: readonly FailureGroup[];
}

/** Failures that nothing explains yet, and those that are known, both with the most frequent first. */
export function newsOf(failures: readonly FailureGroup[]): {
  readonly news: readonly FailureGroup[];
  readonly known: readonly KnownFailures[];
} {
  const byName = new Map<string, FailureGroup[]>();
  const news: FailureGroup[] = [];
  for (const group of failures) {
    const { known } = group;
    // A file of another version may know what this one does not.
    if (known === null || weaknessNamed(known) === undefined) news.push(group);
    else byName.set(known, [...(byName.get(known) ?? []), group]);
  }
  const known = Array.from(byName, ([name, groups]): KnownFailures => {
    const sum = groups.reduce((all, { runs }) => all + runs, 0);
    return { name, ...(weaknessNamed(name) as Weakness), failures: sum, groups };
  });
  return { news, known: known.sort((a, b) => b.failures - a.failures) };
}
