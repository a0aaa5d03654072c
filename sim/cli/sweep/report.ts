// `rashomon report`: what the sweeps of a queue have come to so far, as text, page, JSON and JUnit.
import { join } from "node:path";
import { countOf } from "../../run/index.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import type { Call, Command } from "../command.ts";
import { planOf } from "../run/plan-source.ts";
import { QueueStore, type QueuedSweep } from "./queue/queue-store.ts";
import { guidanceOf, keepPlans } from "./sweep-guidance.ts";
import { reachedBy, sweepHash, writeReports } from "./sweep-facts.ts";
import { isBroken, sweepText, type SweepFacts } from "./sweep-report.ts";
import { queueUrl } from "./worker.ts";

export const report: Command = {
  name: "report",
  summary: "what the sweeps of a queue have come to",
  args: [],
  options: [
    { flags: "--queue <URL>", about: "the PostgreSQL: postgres://USER:PASSWORD@HOST:PORT/NAME" },
    { flags: "--allow-known", about: "exit code 1 for news only, not for known weaknesses" },
    { flags: "-o, --out <DIR>", about: "where reports go (default: out/queue)" },
  ],
  examples: ["rashomon report --queue postgres://me@db.test/sweeps"],
  run: reportCommand,
};

async function reportCommand({ options, output }: Call): Promise<ExitCode> {
  const store = await QueueStore.open(queueUrl(options.text("queue")));
  const folder = options.text("out") ?? join("out", "queue");
  try {
    const reports: object[] = [];
    const texts: string[] = [];
    let broken = false;
    for (const sweep of await store.sweeps()) {
      const place = join(folder, String(sweep.id));
      const found = await factsOf(store, sweep, place);
      const facts = { ...found, allowsKnown: options.flag("allowKnown") };
      const made = writeReports(place, facts, { command: "report", files: {} });
      reports.push({ ...made, sweep: sweep.id, software: sweep.software });
      texts.push(`${sweepText(facts)}open ${made.files.page}\n`);
      broken ||= isBroken(facts);
    }
    output.result({ command: "report", sweeps: reports }, () => {
      return texts.length === 0 ? "no sweep was put into this queue\n" : texts.join("\n");
    });
    return broken ? exitCode.broken : exitCode.ok;
  } finally {
    await store.close();
  }
}

async function factsOf(store: QueueStore, sweep: QueuedSweep, folder: string): Promise<SweepFacts> {
  const { scenario, seeds, source } = sweep;
  const { outcomes, failures, places, hashes } = await store.results(sweep.id);
  const done = hashes.length;
  const runs = sweep.guided ? await store.guidedRuns(sweep.id, seeds) : [];
  const plans = keepPlans(folder, { source, runs, failures });
  const name = "plan" in source ? "plan.json" : source.scenario;
  return {
    ...{ scenario, seeds, jobs: 0, done, ran: done, seconds: 0, outcomes, failures },
    end: done >= countOf(seeds) ? "done" : "interrupted",
    ...reachedBy(places, planOf(source, String(seeds.first))),
    ...(sweep.guided && { guidance: guidanceOf(runs) }),
    hash: sweepHash(hashes),
    words: (seed) => plans.get(seed) ?? `${name} --seed ${seed}`,
  };
}
