// The same rooms for us, ruma and Synapse: how long each takes, and by which factor they differ.
import { conflictRoom } from "./conflict-room.ts";
import { ours, theirs, type Times } from "./measure.ts";
import { heading, row } from "./table.ts";

const sizes = [1000, 10_000, 50_000];

/** What the ratios are to be. */
export const targets = { ruma: 0.33, synapse: 0.1 } as const;

/** Prints one table for each size of room. */
export async function againstPeers(version: string): Promise<void> {
  // What is measured first must not pay for compiling what all run.
  const small = conflictRoom({ version, conflicted: 1000 });
  const { cold } = ours(small, "ruma");
  console.log(
    `the very first resolution of this process took ${cold.toFixed(1)} ms (1,000 events)`,
  );
  for (const conflicted of sizes) {
    const room = conflictRoom({ version, conflicted });
    console.log(
      `\nversion ${version}: ${conflicted} events in conflict on four forks, ${room.events.length} in the room`,
    );
    const mine = { ruma: ours(room, "ruma"), synapse: ours(room, "synapse") };
    const ruma = await theirs("ruma", room, 5);
    // Synapse takes tens of seconds for the largest.
    const synapse = await theirs("synapse", room, conflicted < 50_000 ? 3 : 1);
    console.log(heading());
    for (const [name, other] of Object.entries({ ruma, synapse })) {
      const peer = name as keyof typeof targets;
      print(`${name}, resolution`, mine[peer], other, "resolve", targets[peer]);
      print(`${name}, with chains`, mine[peer], other, "withChains", targets[peer]);
      print(`${name}, with loading`, mine[peer], other, "withLoading");
      const isSame = mine[peer].state.join() === other.state.join();
      if (!isSame) console.log(`  THE STATES DIFFER between us and ${name}`);
    }
  }
}

function print(
  name: string,
  mine: Times,
  other: Times,
  key: "resolve" | "withChains" | "withLoading",
  target?: number,
): void {
  console.log(row(name, mine[key], other[key], target));
}
