// Stands in for another implementation: answers what the argument says, whatever is asked.
// Started by the tests of peers and comparisons as a program of its own.
import { createInterface } from "node:readline";

const behaves = process.argv[2];
let asked = 0;
for await (const line of createInterface({ input: process.stdin })) {
  asked++;
  const { state_sets: sets } = JSON.parse(line) as { state_sets: string[][] };
  if (behaves === "die-second" && asked === 2) process.exit(3);
  if (behaves === "first-state" || behaves === "die-second") say({ state: sets[0], ns: 1 });
  if (behaves === "refuse") say({ state: null, error: "will not" });
  if (behaves === "babble") process.stdout.write("what?\n");
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify({ ns: 0, error: null, ...answer })}\n`);
}
