// How the time of one resolution grows when one thing doubles: the conflicted set, the depth of auth
// chains, the number of states. An exponent of 1 is proportional growth, 2 quadratic.
import type { BuiltRoom } from "../../../sim/compare/build-room.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { resolve } from "../../../sim/protocol/state-res/index.ts";
import { conflictRoom } from "./conflict-room.ts";
import { median } from "./measure.ts";

const repeats = 5;

/** Prints a row for each thing that doubles. */
export function growth(): void {
  for (const dialect of ["spec", "synapse"]) {
    for (const version of ["11", "12"]) {
      const grow = (what: string, sizes: readonly number[], make: Make): void => {
        show({ dialect, version, what }, sizes, make);
      };
      grow("conflicted events", [4000, 8000, 16_000, 32_000], (conflicted) =>
        conflictRoom({ version, conflicted }),
      );
      grow("depth of chains", [250, 500, 1000, 2000], (depth) =>
        conflictRoom({ version, conflicted: 8000, depth }),
      );
      grow("states", [128, 256, 512, 1024], (states) =>
        conflictRoom({ version, conflicted: 4096, forks: 1, depth: 1024, states }),
      );
    }
  }
}

/** Makes a room of a size. */
type Make = (size: number) => BuiltRoom;

function show(
  { dialect, version, what }: { dialect: string; version: string; what: string },
  sizes: readonly number[],
  make: Make,
): void {
  const times = sizes.map((size) => timeOf(make(size), dialect));
  const doublings = Math.log2(sizes[sizes.length - 1] / sizes[0]);
  const exponent = Math.log2(times[times.length - 1] / times[0]) / doublings;
  const shown = times.map((time, n) => `${sizes[n]}: ${time.toFixed(1)}`).join(", ");
  console.log(
    `  ${dialect.padEnd(8)} version ${version}  ${what.padEnd(18)} exponent ${exponent.toFixed(2)}  (ms by size: ${shown})`,
  );
}

function timeOf(room: BuiltRoom, dialect: string): number {
  const ids = room.states.map((state) => room.graph.stateIds(state));
  const times: number[] = [];
  for (let run = 0; run < repeats; run++) {
    const graph = RoomGraph.of(room.version, room.events);
    const own = ids.map((list) => graph.stateOf(list.map((id) => graph.indexOf(id))));
    const started = performance.now();
    resolve(graph, own, { dialect });
    times.push(performance.now() - started);
  }
  return median(times);
}
