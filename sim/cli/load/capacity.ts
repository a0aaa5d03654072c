// `rashomon capacity`: the rate of journeys that a real homeserver carries, as an interval. It looks
// at the target, sets the stage, and lets loadtest/capacity search. Every probe is written down before
// the next begins: Ctrl-C, a crash or `kill -9` cost one probe, and the same command goes on.
import { rmSync } from "node:fs";
import {
  Journal,
  journalFormat,
  orderText,
  search,
  intervalText,
  answerOf,
  type CapacityReport,
  type Prober,
  type SearchOutcome,
} from "../../../loadtest/capacity/index.ts";
import { lookAtServer, sloForms, sloText } from "../../../loadtest/driver/index.ts";
import { capacityOrder, searchOptions, type CapacityOrder } from "./capacity-order.ts";
import { capacityReport, codeOf, filesIn, goesOnAfter } from "./capacity-report.ts";
import { forgetStage, subjectOf, type Subject } from "./capacity-subject.ts";
import type { Call, Command } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import { handOver } from "../hand-over.ts";
import { mustTakeFiles, whileWriting, type Output } from "../output.ts";
import { Problem } from "../problem.ts";
import { untilStopped, type Stoppable } from "./stoppable.ts";
import {
  accountsOption,
  connectionOptions,
  originHostOption,
  secretOption,
  targetOptions,
} from "./target-options.ts";
import { workloadOptions } from "./workload-options.ts";

export const capacity: Command = {
  name: "capacity",
  summary: "search for the rate that a real homeserver carries, as an interval",
  args: [],
  options: [
    ...targetOptions,
    secretOption,
    accountsOption,
    ...connectionOptions,
    { flags: "--slo <LIST>", about: `what must hold: ${sloForms}` },
    ...searchOptions,
    ...workloadOptions,
    {
      flags: "--origins <N>",
      about: "load from the federation's side: N servers that send events",
    },
    { flags: "--room-version <V>", about: "of the rooms that origins send into (default: 12)" },
    originHostOption,
    { flags: "-o, --out <DIR>", about: "folder to write (default: in out/capacity/HOST)" },
  ],
  examples: [
    "rashomon synapse up && rashomon capacity",
    "rashomon capacity --target http://127.0.0.1:8008 --registration-secret secret.txt " +
      "--slo 'p95(send)<500ms, errors<0.1%, lag.p95<2s' --journeys chat --start 4 --at-least 10",
    "rashomon capacity --target http://127.0.0.1:8008 --registration-secret secret.txt --origins 10",
  ],
  run: capacityCommand,
};

/** What a rate counts. */
const unitOf = ({ origins }: Pick<CapacityOrder, "origins">) =>
  origins === undefined ? "journeys/s" : "PDU/s";

async function capacityCommand({ options, output, again }: Call): Promise<ExitCode> {
  const order = capacityOrder(options, again);
  mustTakeFiles(order.folder);
  const { journal: file } = filesIn(order.folder);
  if (order.anew) rmSync(file, { force: true });
  const journal = whileWriting(file, () => Journal.open(file, headOf(order)));
  if (journal.isNew) forgetStage(order);
  let subject: Subject | undefined;
  let software: string | undefined;
  const report = (
    { answer, records }: SearchOutcome,
    more: CapacityReport["facts"] = [],
  ): ExitCode => {
    const report: CapacityReport = {
      ...{ title: titleOf(order), unit: unitOf(order), plan: order.plan },
      ...{ answer, records, facts: [...factsOf(order, software), ...more] },
    };
    const secrets = subject?.secrets ?? [];
    handOver({ ...capacityReport(report, order), secrets }, output);
    if (!goesOnAfter(answer)) subject?.forget();
    return codeOf(answer, order.atLeast);
  };
  const run = async ({ signal, progress }: Stoppable) => {
    ({ software } = await lookAtServer(order.target, order.connection, signal));
    subject = await subjectOf(order, { signal, progress });
    progress("");
    const { prober } = subject;
    try {
      const outcome = await searchOn(order, { prober, journal, output, signal, progress });
      progress("");
      return report(outcome);
    } catch (thrown) {
      // The journal takes no more: what is known is shown before that is told.
      if (thrown instanceof Problem) report(known(), [["Stopped", thrown.message]]);
      throw thrown;
    }
  };
  const known = (): SearchOutcome => {
    const { records } = journal;
    return { records, answer: answerOf(order.plan, records, { how: "stopped" }) };
  };
  // Stopped before this command's first probe; those of earlier ones stand.
  const stopped = (reached: string) => {
    output.note(`stopped ${reached === "" ? "at the very beginning" : `at this: ${reached}`}\n`);
    return report(known(), [["Stopped", reached || "at the very beginning"]]);
  };
  try {
    return await untilStopped(output, run, stopped);
  } finally {
    await subject?.prober.close?.();
    journal.close();
  }
}

function titleOf({ target, origins }: CapacityOrder): string {
  const from = origins === undefined ? "" : ` for events from ${origins} servers`;
  return `Capacity of ${new URL(target).host}${from}`;
}

function headOf({ target, plan, slos, mix, seed, ...order }: CapacityOrder) {
  const { driver, users, rooms = "default", listeners = "all" } = order;
  return {
    format: journalFormat,
    plan,
    slos: slos.map(sloText),
    subject: {
      ...{ target, seed, rooms },
      ...(order.origins === undefined
        ? { driver, users, listeners, journeys: mixText(mix) }
        : { origins: order.origins, roomVersion: order.roomVersion }),
      ...{ warmUpMs: order.warmUpMs, windowMs: order.windowMs, drainMs: order.drainMs },
    },
  } as const;
}

const mixText = (mix: CapacityOrder["mix"]) =>
  Object.entries(mix)
    .map(([name, weight]) => `${name}=${weight}`)
    .join(",");

function searchOn(
  { plan, folder, ...order }: CapacityOrder,
  {
    prober,
    journal,
    output,
    signal,
    progress,
  }: { prober: Prober; journal: Journal; output: Output } & Pick<Stoppable, "signal" | "progress">,
) {
  const before = journal.records.length;
  if (before > 0) output.note(`going on after ${before} probes of ${folder}\n`);
  return search(plan, prober, {
    ...{ signal, records: journal.records },
    ...(order.withinMs !== undefined && { withinMs: order.withinMs }),
    keep: (record) => whileWriting(filesIn(folder).journal, () => journal.add(record)),
    onOrder: (next, records) => {
      const known = intervalText(answerOf(plan, records, { how: "stopped" }).interval);
      progress(`${orderText(next, unitOf(order))}; known: ${known}`);
    },
  });
}

function sideOf({
  origins,
  rooms,
  roomVersion,
  mix,
  users,
  driver,
}: CapacityOrder): [string, string][] {
  if (origins === undefined) {
    return [
      ["Journeys", mixText(mix)],
      ["Users", String(users)],
      ["Driver", driver],
    ];
  }
  const count = Math.min(origins, rooms ?? origins);
  return [["Origins", `${origins}, in ${count} rooms of version ${roomVersion}`]];
}

function factsOf(order: CapacityOrder, software: string | undefined): [string, string][] {
  const { target, slos, seed, warmUpMs, windowMs, drainMs, again } = order;
  return [
    ["Again", again],
    ["Target", software === undefined ? target : `${target} (${software})`],
    ["Thresholds", slos.map(sloText).join(", ")],
    ...sideOf(order),
    [
      "Each probe",
      `${warmUpMs / 1000} s warm-up, ${windowMs / 1000} s window, at most ${drainMs / 1000} s drain`,
    ],
    ["Seed", seed],
    ["Node", process.versions.node],
  ];
}
