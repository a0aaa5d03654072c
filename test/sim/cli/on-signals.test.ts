// What Ctrl-C does while the program is still loading. The program is its own process here, and presses
// Ctrl-C itself, at the moment at which it first listens for it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./call.ts";

const main = join(import.meta.dirname, "..", "..", "..", "sim", "cli", "main.ts");
const press = `data:text/javascript,${encodeURIComponent(
  'process.on("newListener", (name) => name === "SIGINT" && !globalThis.pressed && ' +
    "(globalThis.pressed = true, queueMicrotask(() => process.kill(process.pid, name))));",
)}`;

async function pressedEarly(argv: readonly string[]) {
  const child = spawn(process.execPath, ["--import", press, main, ...argv]);
  let err = "";
  child.stderr.on("data", (data) => (err += String(data)));
  child.stdout.resume();
  return new Promise<{ code: number | null; signal: string | null; err: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, err }));
  });
}

test("a load that is stopped before it was loaded reports that it did nothing", async () => {
  const out = join(temporaryFolder(), "out");
  const argv = ["load", "--target", "http://127.0.0.1:9", "--out", out, "--json"];
  const { code, signal } = await pressedEarly(argv);
  expect([code, signal]).toEqual([3, null]);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("stopped by its user");
  expect(existsSync(join(out, "junit.xml"))).toBe(true);
});

test("a command that does not ask for signals ends by it, as any program does", async () => {
  const { code, signal, err } = await pressedEarly(["faults"]);
  expect([code, signal, err]).toEqual([null, "SIGINT", ""]);
});

test("a command that never lets the event loop turn ends by a signal as well", async () => {
  // Whoever watches at a terminal is shown progress, and so this test knows that the work has begun.
  const watched = `data:text/javascript,${encodeURIComponent("process.stderr.isTTY = true;")}`;
  const argv = ["mixed", "--runs", "1000000", "--room-version", "11", "--out", temporaryFolder()];
  const child = spawn(process.execPath, ["--import", watched, main, ...argv]);
  child.stdout.resume();
  child.stderr.once("data", () => child.kill("SIGINT")).resume();
  expect(await once(child, "close")).toEqual([null, "SIGINT"]);
});
