// The same rooms for us, ruma and Synapse: how long each takes, and by which factor they differ.
import { conflictRoom } from "./conflict-room.ts";
import { ours, theirs, type Times } from "./measure.ts";
import { heading, row } from "./table.ts";

const sizes = [1000, 10_000, 50_000];
const versions = ["11", "12"];

/** What the ratios are to be. */
export const targets = { ruma: 0.33, synapse: 0.1 } as const;

/** Prints one table for each room. */
export async function againstPeers(): Promise<void> {
  // What is measured first must not pay for compiling what all run.
  const small = conflictRoom({ version: "11", conflicted: 1000 });
  const { cold } = ours(small, "ruma", 30);
  console.log(
    `the very first resolution of this process took ${cold.toFixed(1)} ms (1,000 events)`,
  );
  for (const version of versions) {
    for (const conflicted of sizes) {
      const room = conflictRoom({ version, conflicted });
      console.log(
        `\nversion ${version}: ${conflicted} events in conflict on four forks, ${room.events.length} in the room`,
      );
      const repeats = conflicted < 50_000 ? 9 : 5;
      const mine = { ruma: ours(room, "ruma", repeats), synapse: ours(room, "synapse", repeats) };
      const ruma = await theirs("ruma", room, Math.min(repeats, 5));
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
