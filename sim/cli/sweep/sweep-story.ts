// What tells one sweep's story from another's.
import { createHash } from "node:crypto";
import type { PlanSource } from "../run/plan-source.ts";

/** Tells sweeps apart: another story's results are never mixed in. */
export function storyOf(source: PlanSource): string {
  if (!("plan" in source)) return [source.scenario, JSON.stringify(source.options)].join(" ");
  const { seed: _seed, ...plan } = source.plan;
  return `plan ${createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 16)}`;
}
