import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { endProcess, isAlive, markOf, type ProcessMark } from "../../../sim/bridge/process-life.ts";

const sleeper = (script: string) => {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  const ready = new Promise((done) => child.stdout.once("data", done));
  return ready.then(() => markOf(child.pid as number) as ProcessMark);
};
const waits = "setInterval(() => {}, 1000); process.stdout.write('ready');";

test("a process is alive until it is ended", async () => {
  const mark = await sleeper(waits);
  expect(isAlive(mark)).toBe(true);
  await endProcess(mark);
  expect(isAlive(mark)).toBe(false);
  expect(markOf(mark.pid)).toBeUndefined();
});

test("one that does not listen is killed after the grace", async () => {
  const mark = await sleeper(`process.on("SIGTERM", () => {}); ${waits}`);
  await endProcess(mark, { graceMs: 100 });
  expect(isAlive(mark)).toBe(false);
});

test("a later process of the same number is not the one that was marked, and is left alone", async () => {
  const mark = markOf(process.pid) as ProcessMark;
  const earlier = { ...mark, startedAt: "before" };
  expect([isAlive(mark), isAlive(earlier)]).toEqual([true, false]);
  await endProcess(earlier);
});
