// Ten plans whose trace hashes must be the same in every engine, with every memory off, in any
// number of threads and after whatever else ran in the process. test/fixtures/golden-hashes.json
// has the hashes; test/sim/run/determinism.test.ts and test/real/determinism.test.ts compare.
// Runs in Node and, bundled, in a browser: nothing here may touch the machine.
import { scenarios } from "../../scenarios/index.ts";
import { generate, run } from "../../sim/index.ts";
import type { GenerateOptions } from "../../sim/index.ts";

type Told = [scenario: string, options: GenerateOptions];

const tenStories: readonly Told[] = [
  ["netsplit-ban", { seed: "1" }],
  ["power-duel", { seed: "2", roomVersion: "10" }],
  ["join-rule-race", { seed: "3" }],
  ["bridge-server", { seed: "4" }],
  ["crash-in-split", { seed: "5" }],
  ["stale-state", { seed: "6", roomVersion: "11" }],
  ["one-big-room", { seed: "7", servers: 40 }],
  ["incident-room", { seed: "8" }],
  ["netsplit-ban", { seed: "nine", policy: "minimal", roomVersion: "12" }],
  ["one-big-room", { seed: "10", servers: 12, faults: ["loss share=1/5 at=1s for=20s"] }],
];

/** The names of the ten plans, in order. */
export const tenNames: readonly string[] = tenStories.map(([name, { seed }]) => `${name} ${seed}`);

/**
 * The trace hashes of the ten plans, in order.
 * @param remember false: every memory is off (default: true)
 */
export function tenHashes(options: { remember?: boolean } = {}): string[] {
  return tenStories.map((_story, n) => hashOf(n, options));
}

/** The trace hash of the n-th of the ten plans. */
export function hashOf(n: number, { remember = true }: { remember?: boolean } = {}): string {
  const [name, options] = tenStories[n];
  const story = scenarios.get(name);
  if (story === undefined) throw new Error(`no scenario is called ${name}`);
  return run(generate(story, { ...options, checks: [] }), { remember }).hash;
}
