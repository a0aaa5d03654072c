// `npm run bench:load`: what load costs and what real servers carry. Each part prints its figures
// beside a limit that is measured in the same run, or as an interval; nothing is asserted. A part is a
// file of this folder and a row here; `npm run bench:load -- NAME` runs one. A part that has used up
// its time says what it knows until then; `--minutes=N` gives each another time.
import { generatorCost } from "./generator-cost.ts";
import { clientCapacity, inboundCapacity } from "./synapse-capacity.ts";
import { extremities, fanOut } from "./synapse-costs.ts";

interface Part {
  /** At most. */
  readonly minutes: number;
  readonly run: (limitMs: number) => Promise<void>;
}

const parts: Readonly<Record<string, Part>> = {
  "cost-of-node": { minutes: 2.2, run: () => generatorCost("node") },
  "cost-of-k6": { minutes: 2.4, run: () => generatorCost("k6") },
  "cost-of-signing": { minutes: 2.2, run: () => generatorCost("signing") },
  "client-capacity": { minutes: 4.5, run: clientCapacity },
  "inbound-1": { minutes: 2.5, run: (limitMs) => inboundCapacity(1, limitMs) },
  "inbound-10": { minutes: 2.5, run: (limitMs) => inboundCapacity(10, limitMs) },
  "inbound-50": { minutes: 3, run: (limitMs) => inboundCapacity(50, limitMs) },
  "fan-out": { minutes: 3, run: fanOut },
  extremities: { minutes: 2, run: extremities },
};

const given = process.argv.slice(2);
const minutesGiven = given.flatMap((word) => /^--minutes=(\d+(?:\.\d+)?)$/.exec(word)?.[1] ?? []);
const wanted = given.filter((word) => !word.startsWith("--minutes="));
const minutesOf = ({ minutes }: Part) => Number(minutesGiven[0] ?? minutes);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(
    `There is no part ${unknown.join(", ")}; give some of: ${Object.keys(parts).join(", ")}`,
  );
  process.exit(2);
}
const chosen = Object.entries(parts).filter(([name]) => {
  return wanted.length === 0 || wanted.includes(name);
});
const minutes = chosen.reduce((sum, [, part]) => sum + minutesOf(part), 0);
console.log(`${chosen.length} parts, at most ${minutes} minutes`);
const began = performance.now();
for (const [name, part] of chosen) {
  console.log(`\n# ${name} (at most ${minutesOf(part)} minutes)`);
  await part.run(minutesOf(part) * 60_000);
}
console.log(`\ntook ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
process.exit();
