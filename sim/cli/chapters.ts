// All commands, in the chapters of the help. Every command is a file of a folder here; program.ts
// runs the one that was asked for.
import { capacity } from "./load/capacity.ts";
import type { Chapter, Command } from "./command.ts";
import { compare } from "./compare/compare.ts";
import { mixed } from "./compare/mixed.ts";
import { curve } from "./curve/curve.ts";
import { faults } from "./run/faults.ts";
import { federationCommands } from "./federation/federation.ts";
import { guidance } from "./sweep/guidance.ts";
import { inspect } from "./room/inspect.ts";
import { loadCompare } from "./load/load-compare.ts";
import { loadManifest } from "./load/load-manifest.ts";
import { loadMerge } from "./load/load-merge.ts";
import { load } from "./load/load.ts";
import { replay } from "./room/replay.ts";
import { report } from "./sweep/report.ts";
import { resolve } from "./room/resolve.ts";
import { rulesCommand } from "./room/rules.ts";
import { run } from "./run/run.ts";
import { serve } from "./federation/serve.ts";
import { shrink } from "./shrink/shrink.ts";
import { sweep } from "./sweep/sweep.ts";
import { synapse } from "./synapse/synapse.ts";
import { vectors } from "./room/vectors.ts";
import { view } from "./view/view.ts";
import { whatIfCommand } from "./view/what-if.ts";
import { workerManifest } from "./sweep/worker-manifest.ts";
import { worker } from "./sweep/worker.ts";

/** All commands by what people want of them, in the order of the help. */
export const chapters: readonly Chapter[] = [
  { title: "Simulate", commands: [run, faults, replay, mixed] },
  { title: "Search", commands: [sweep, shrink, curve, guidance, worker, workerManifest, report] },
  { title: "Look", commands: [view, whatIfCommand] },
  { title: "Rooms and rules", commands: [resolve, inspect, compare, rulesCommand, vectors] },
  {
    title: "Real homeservers",
    commands: [
      ...[synapse, serve, load, loadCompare, loadMerge, loadManifest, capacity],
      ...federationCommands,
    ],
  },
];

/** All commands. */
export const commands: readonly Command[] = chapters.flatMap((chapter) => chapter.commands);
