#!/usr/bin/env node
// The command as npm installs it: the bundle where it was built (the published package has it),
// and in a checkout the sources, by the Node 24 that npm brought.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const source = at("sim/cli/main.ts");

const own = at("node_modules/node/bin/node");
const node = existsSync(own) ? own : process.execPath;
const program = existsSync(source) ? source : at("dist/rashomon.js");
const child = spawnSync(node, [program, ...process.argv.slice(2)], { stdio: "inherit" });
if (child.error) throw child.error;
process.exitCode = child.status ?? 4;
