import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isAlive, markOf, type ProcessMark } from "../../../../sim/bridge/process-life.ts";
import {
  clearState,
  processesOf,
  readState,
  writeState,
  type RunState,
} from "../../../../sim/bridge/synapse/run-state.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const state = (mark: ProcessMark): RunState => ({
  what: "rashomon synapse",
  servers: [
    {
      ...{ name: "127.0.0.1:2", url: "http://127.0.0.1:1", folder: "x", process: mark },
      ...{ registrationSecret: "s", accounts: [] },
    },
  ],
});

test("what is written is read again, and only its owner can", () => {
  const dir = folder();
  const written = state({ pid: 1, startedAt: "never" });
  writeState(dir, written);
  expect(readState(dir)).toEqual(written);
  expect(statSync(join(dir, "state.json")).mode & 0o077).toBe(0);
});

test("no file is no state, and a file of somebody else is a problem", () => {
  const dir = folder();
  expect(readState(dir)).toBeUndefined();
  writeFileSync(join(dir, "state.json"), "{}");
  expect(() => readState(dir)).toThrow("was not written by this program");
});

test("clearing ends what runs and removes the folder; a number that was reused is left alone", async () => {
  const dir = folder();
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const mark = markOf(child.pid as number) as ProcessMark;
  const other = { ...(markOf(process.pid) as ProcessMark), startedAt: "before" };
  const servers = [...state(mark).servers, ...state(other).servers];
  const both = { ...state(mark), servers };
  expect(processesOf(both)).toEqual([mark]);
  await clearState(dir, both);
  expect([isAlive(mark), existsSync(dir)]).toEqual([false, false]);
});
