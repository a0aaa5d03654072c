// `npm run bench:resolve [PART …]`: state resolution beside ruma and Synapse on the same rooms in one
// run, how its time grows, and what a room costs in memory. Times depend on the machine, so the
// ratios are what counts. Nothing is asserted, but a state that differs between programs is named.
// Each part takes minutes at the most, on a busy machine too.
import { againstPeers } from "./against-peers.ts";
import { growth } from "./growth.ts";
import { memory } from "./memory.ts";
import { publishedRoom } from "./published-room.ts";

const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  "peers-11": () => againstPeers("11"),
  "peers-12": () => againstPeers("12"),
  published: publishedRoom,
  "growth-11": () => growth("11"),
  "growth-12": () => growth("12"),
  memory,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(
    `there is no part ${unknown.join(", ")}; there are: ${Object.keys(parts).join(", ")}`,
  );
  process.exit(2);
}
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  await part();
}
