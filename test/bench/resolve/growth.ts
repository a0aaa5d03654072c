// How the time of one resolution grows when one thing doubles: the conflicted set, the depth of auth
// chains, the number of states. An exponent of 1 is proportional growth, 2 quadratic.
import type { BuiltRoom } from "../../../sim/compare/build-room.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { resolve } from "../../../sim/protocol/state-res/index.ts";
import { conflictRoom, type ConflictOptions } from "./conflict-room.ts";

const repeats = 5;
const dialects = ["spec", "synapse"] as const;

/** What doubles, its sizes, and how such a room is made. */
const doublings: readonly [string, readonly number[], (size: number) => Shape][] = [
  ["conflicted events", [4000, 8000, 16_000, 32_000], (conflicted) => ({ conflicted })],
  ["depth of chains", [250, 500, 1000, 2000], (depth) => ({ conflicted: 8000, depth })],
  [
    "states",
    [128, 256, 512, 1024],
    (states) => ({ conflicted: 4096, forks: 1, depth: 1024, states }),
  ],
];

type Shape = Omit<ConflictOptions, "version">;

/** Prints a row for each thing that doubles, and each dialect. */
export function growth(version: string): void {
  // What is measured first must not pay for compiling what all run.
  for (let run = 0; run < 3; run++) timesOf(conflictRoom({ version, conflicted: 2000 }));
  for (const [what, sizes, shape] of doublings) {
    const rows = sizes.map((size) => timesOf(conflictRoom({ version, ...shape(size) })));
    for (const [n, dialect] of dialects.entries()) {
      const times = rows.map((row) => row[n]);
      const doubled = Math.log2(sizes[sizes.length - 1] / sizes[0]);
      const exponent = Math.log2(times[times.length - 1] / times[0]) / doubled;
      const shown = times.map((time, at) => `${sizes[at]}: ${time.toFixed(1)}`).join(", ");
      console.log(
        `  ${dialect.padEnd(8)} version ${version}  ${what.padEnd(18)} exponent ${exponent.toFixed(2)}  (ms by size: ${shown})`,
      );
    }
  }
}

/**
 * Milliseconds of processor time, the least of some resolutions in each dialect: on a busy machine
 * the clock says more of others than of us.
 */
function timesOf(room: BuiltRoom): number[] {
  const ids = room.states.map((state) => room.graph.stateIds(state));
  return dialects.map((dialect) => {
    const times = Array.from({ length: repeats }, () => {
      const graph = RoomGraph.of(room.version, room.events);
      const own = ids.map((list) => graph.stateOf(list.map((id) => graph.indexOf(id))));
      const before = process.cpuUsage();
      resolve(graph, own, { dialect });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    return Math.min(...times);
  });
}
