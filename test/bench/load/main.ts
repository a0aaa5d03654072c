// `npm run bench:load`: what load costs and what real servers carry. Each part prints its figures
// beside a limit that is measured in the same run; nothing is asserted. A part is a file of this
// folder and a word here; `npm run bench:load -- NAME` runs one.
import { generatorCost } from "./generator-cost.ts";
import { clientCapacity, inboundCapacity } from "./synapse-capacity.ts";
import { extremities, fanOut } from "./synapse-costs.ts";

const parts: Readonly<Record<string, () => Promise<void>>> = {
  "generator-cost": generatorCost,
  "client-capacity": clientCapacity,
  "inbound-capacity": inboundCapacity,
  "fan-out": fanOut,
  extremities,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(
    `There is no part ${unknown.join(", ")}; give some of: ${Object.keys(parts).join(", ")}`,
  );
  process.exit(2);
}
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  await part();
}
