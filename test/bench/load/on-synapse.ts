// What the benchmarks of load share: a real Synapse for as long as a part runs, and how intervals are
// printed. All figures are of this machine, its neighbours included.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  answerLines,
  headline,
  recordText,
  search,
  type Prober,
  type SearchPlan,
} from "../../../loadtest/capacity/index.ts";
import { openTarget, type FederationTarget } from "../../../loadtest/federation/index.ts";
import { startSynapses } from "../../../sim/bridge/synapse/index.ts";

export interface SynapseHere {
  readonly url: string;
  readonly registrationSecret: string;
  readonly target: FederationTarget;
}

/** Runs something beside a Synapse that is there for it alone. */
export async function onSynapse(run: (here: SynapseHere) => Promise<void>): Promise<void> {
  const synapses = await startSynapses({ count: 1 });
  try {
    const [{ url, folder, process }] = synapses.servers;
    const registrationSecret = readFileSync(join(folder, "registration-secret"), "utf8").trim();
    const target = await openTarget(url, {
      accounts: { kind: "shared secret", secret: registrationSecret },
      pid: process.pid,
    });
    await run({ url, registrationSecret, target });
  } finally {
    await synapses.stop();
  }
}

/** Searches for at most so long, tells each probe, and prints what is known then in sentences. */
export async function printSearch(
  { name, unit, plan }: { name: string; unit: string; plan: SearchPlan },
  { prober, limitMs }: { prober: Prober; limitMs: number },
): Promise<void> {
  const startMs = performance.now();
  const { signal } = new AbortController();
  const { answer, records } = await search(plan, prober, {
    ...{ signal, records: [], withinMs: limitMs },
    keep: (record) => {
      const seconds = Math.round((performance.now() - startMs) / 1000);
      console.log(`  ${seconds} s, ${record.phase} at ${recordText(record, unit)}`);
    },
  }).finally(() => prober.close?.());
  console.log(`${name}, ${records.length} probes: ${headline(answer, plan, unit)}`);
  for (const line of answerLines(answer, unit)) console.log(`  ${line}`);
}
