// Which k6 runs: the one that the user names, or the one that is installed.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { k6Path } from "../../sim/bridge/real-parts.ts";
import { LoadProblem } from "./load-problem.ts";

/**
 * The path of k6.
 * @param named a path that the user gave
 * @throws LoadProblem, or BridgeProblem where none is installed
 */
export function findK6(named?: string): string {
  if (named === undefined) return k6Path();
  if (statSync(named, { throwIfNoEntry: false })?.isFile() === true) return named;
  throw new LoadProblem(`${named} is no program`, "Name k6's path with --k6, or leave it out.");
}

/** Its version, such as `2.2.0`, or `unknown`. */
export function k6Version(program: string): string {
  const { stdout } = spawnSync(program, ["version"], { encoding: "utf8", timeout: 10_000 });
  return /k6(?:\.exe)? v?(\d+\.\d+\.\d+\S*)/.exec(stdout ?? "")?.[1] ?? "unknown";
}
