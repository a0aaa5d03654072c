// A published benchmark room, where it is present: a chain of a thousand power levels and join rules.
// Resolved with one state for each event, which is a thousand-way resolution. Its IDs are made up and
// hashes are missing, which Synapse does not read, so the events get both here.
import type { BuiltRoom } from "../../../sim/compare/build-room.ts";
import { importRoom } from "../../../sim/import/index.ts";
import { contentHash, eventId } from "../../../sim/protocol/event-hash.ts";
import { authIds, prevIds, type IdentifiedPdu, type Pdu } from "../../../sim/protocol/event.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import type { RoomVersion } from "../../../sim/protocol/room-version.ts";
import { emptyState } from "../../../sim/protocol/state.ts";
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
  const { version } = read.room;
  const events = withRealIds(read.room.events, version);
  const graph = RoomGraph.of(version, events);
  const heads = events.map(({ id }) => graph.indexOf(id));
  // One after another, whatever the rules say: the first power levels do not cite their sender's
  // join, so a server would take nothing after them, and there would be nothing to resolve.
  let state = emptyState;
  const states = heads.map((head) => (state = graph.apply(state, head)));
  const built: BuiltRoom = { version: version.id, graph, events, states, heads, eventOf: heads };
  console.log(`benchmark_1k, ${new Set(states).size} states`);
  console.log(heading());
  for (const [name, target] of Object.entries(targets)) {
    const mine = ours(built, name);
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

/** The events, of which each comes after those that it names, with hashes and the IDs that follow. */
function withRealIds(events: readonly IdentifiedPdu[], version: RoomVersion): IdentifiedPdu[] {
  const real = new Map<string, string>();
  const renamed = (ids: readonly string[]): string[] => ids.map((id) => real.get(id) ?? id);
  return events.map(({ id, pdu }) => {
    const { event_id: _id, hashes: _hashes, power_level: _level, ...rest } = pdu;
    const bare: Pdu = {
      ...{ ...rest, prev_events: renamed(prevIds(pdu)), auth_events: renamed(authIds(pdu)) },
      signatures: { "example.com": { "ed25519:1": "A".repeat(86) } },
    };
    const whole = { ...bare, hashes: { sha256: contentHash(bare, version) } };
    real.set(id, eventId(whole, version));
    return { id: real.get(id) as string, pdu: whole };
  });
}
