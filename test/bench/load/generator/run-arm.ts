// One of the loads whose cost is compared, in a process of its own: told its name and what it needs, it
// runs whenever it is told to, until it is told to stop. The meter looks at it from outside.
import { readFileSync } from "node:fs";
import type { Given } from "./arm.ts";
import { k6Arms } from "./k6-arms.ts";
import { nodeArms } from "./node-arms.ts";
import { signedArms } from "./signed-arms.ts";

const arms = { ...nodeArms, ...k6Arms, ...signedArms };
export type ArmName = keyof typeof arms;

const [name, file, seconds] = process.argv.slice(2);
const part = <Part>(of: string) => JSON.parse(readFileSync(`${file}.${of}`, "utf8")) as Part;
const given: Given = { stage: part("stage"), visits: () => part("visits") };
const run = await arms[name as ArmName](given, Number(seconds));
let stop = new AbortController();
process.on("message", (order: "run" | "stop") => {
  if (order === "stop") return stop.abort();
  stop = new AbortController();
  void run(Number(seconds), stop.signal).finally(() => process.send?.("done"));
});
process.on("disconnect", () => process.exit());
// What was only needed to prepare is gone before it counts.
globalThis.gc?.();
process.send?.("ready");
