// A published benchmark room, where it is present: a chain of a thousand power levels and join rules.
// Resolved with one state for each event, which is a thousand-way resolution.
import { importRoom } from "../../../sim/import/index.ts";
import type { BuiltRoom } from "../../../sim/compare/build-room.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { RoomStates } from "../../../sim/protocol/room-states.ts";
import { haveVectors, vectorText } from "../../vectors.ts";
import { targets } from "./against-peers.ts";
import { ours, theirs } from "./measure.ts";
import { heading, row } from "./table.ts";

/** Prints its table, or that the room is not there. */
export async function publishedRoom(): Promise<void> {
  if (!haveVectors) return console.log("  the room benchmark_1k.json is not here");
  const read = importRoom(vectorText("rezzy-res", "benchmark_1k.json"), {
    fileName: "benchmark_1k",
  });
  if (!read.ok) return console.log(`  benchmark_1k.json: ${read.problem.message}`);
  const { room } = read;
  const graph = RoomGraph.of(room.version, room.events);
  const known = new RoomStates(graph, { dialect: "spec" });
  const heads = room.events.map(({ id }) => graph.indexOf(id));
  const states = heads.map((head) => known.after(head));
  const built: BuiltRoom = {
    ...{ version: room.version.id, graph, events: room.events, states, heads, eventOf: heads },
  };
  console.log(`benchmark_1k, ${states.length} states`);
  console.log(heading());
  for (const [name, target] of Object.entries(targets)) {
    const mine = ours(built, name, 9);
    const other = await theirs(name, built, 5).catch((error: Error) => error.message);
    if (typeof other === "string") {
      console.log(`  ${other}`);
      continue;
    }
    console.log(row(`${name}, resolution`, mine.resolve, other.resolve, target));
    console.log(row(`${name}, with chains`, mine.withChains, other.withChains, target));
    console.log(row(`${name}, with loading`, mine.withLoading, other.withLoading));
    if (mine.state.join() !== other.state.join()) console.log(`  THE STATES DIFFER from ${name}`);
  }
}
