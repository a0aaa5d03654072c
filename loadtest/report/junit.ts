// Thresholds of a load as JUnit XML: one case a threshold, and one that the run was whole.
import type { LoadResult } from "../driver/result.ts";
import { junit } from "../page/junit.ts";
import type { Judgement } from "./judgement.ts";

export function junitOf(
  profile: string,
  result: LoadResult,
  { verdicts, blind }: Judgement,
): string {
  const { how, why } = result.end;
  const whole = how === "whole" || how === "threshold broken";
  const results = { held: "held", broken: "failure", unknown: "skipped" } as const;
  const cases = [
    { name: "the run was whole", result: whole ? "held" : "error", message: why } as const,
    ...verdicts.map(({ slo, result, detail }) => {
      const missed = blind.includes(slo) ? ("error" as const) : results[result];
      return { name: slo, result: missed, message: detail };
    }),
  ];
  return junit(`rashomon load ${profile}`, cases, result.startedAt);
}
