#!/usr/bin/env node
// The command line program as a process. Node keeps what it compiled, and sources without their
// types, for the next start, which then takes less than half as long; only what is loaded after that
// was switched on gains from it, so this file loads all else when it runs.
import module from "node:module";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { keepSignals } from "./on-signals.ts";
import { problemText } from "./problem.ts";

keepSignals();

/** Standard input, output and error of this process. */
const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: process.stdin,
  terminal: process.stderr.isTTY,
  // Asked anew each time: a window may be made smaller.
  get columns() {
    return process.stderr.isTTY ? process.stderr.columns : undefined;
  },
};

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads our output may have had enough of it (`| head`); that is no error.
  if (error.code === "EPIPE") process.exit();
  const reason = error.code === "ENOSPC" ? "the disk is full" : error.message;
  const remedy = "Make room, or send the output elsewhere.";
  const message = `cannot write: ${reason}`;
  process.stderr.write(problemText({ file: "standard output", message, remedy }));
  process.exit(exitCode.usage);
});

// Node 20 has no such cache.
(module.enableCompileCache as typeof module.enableCompileCache | undefined)?.();
const { chapters } = await import("./chapters.ts");
const { runProgram } = await import("./program.ts");
// A signal that came while all this was loaded waits for the event loop to turn.
await new Promise((resolve) => void setImmediate(resolve));
process.exitCode = await runProgram(chapters, process.argv.slice(2), processIo);
