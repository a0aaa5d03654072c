#!/usr/bin/env node
// The command as npm installs it: the bundle where it was built (the published package has it), and in a
// checkout the sources, by the Node 24 that npm brought. By the same Node it is this process; another one
// is a child, which is handed what this one is told.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const urlOf = (path) => new URL(`../${path}`, import.meta.url);
const at = (path) => fileURLToPath(urlOf(path));

const own = at("node_modules/node/bin/node");
const program = existsSync(at("sim/cli/main.ts")) ? "sim/cli/main.ts" : "dist/rashomon.js";
if (existsSync(own) && realpathSync(own) !== realpathSync(process.execPath)) runBy(own);
else await import(urlOf(program));

function runBy(node) {
  const child = spawn(node, [at(program), ...process.argv.slice(2)], { stdio: "inherit" });
  child.once("error", (error) => {
    throw error;
  });
  // A terminal's Ctrl-C reaches both, and a second one ends a program that is ending in good order.
  const isTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  process.on("SIGINT", () => isTerminal || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
