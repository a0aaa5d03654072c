// A program for tests: reads a plan as JSON from standard input, runs it in a process of its own
// and writes the trace's hash and the hash of its text.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readPlan, run } from "../../../sim/run/index.ts";
import { writeTrace } from "../../../sim/trace/index.ts";

const reading = readPlan(JSON.parse(readFileSync(0, "utf8")));
if (!reading.ok) throw new Error(`${reading.where}: ${reading.message}`);
const { hash, records } = run(reading.plan);
const text = createHash("sha256").update(writeTrace(records)).digest("hex");
process.stdout.write(JSON.stringify({ hash, text }));
