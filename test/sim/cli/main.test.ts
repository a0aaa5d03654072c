// The program as a process of its own.
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import { usualRoom } from "../protocol/room-builder.ts";
import { roomFile } from "./call.ts";

const rashomon = (args: string[], input = "") =>
  spawnSync("node_modules/.bin/node", ["sim/cli/main.ts", ...args], { input, encoding: "utf8" });

test("started from the repository it answers on standard output with code 0", () => {
  const { status, stdout, stderr } = rashomon([
    "inspect",
    roomFile(usualRoom("11").events),
    "--json",
  ]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ events: 6 });
});

test("wrong usage ends the process with code 2", () => {
  const { status, stdout, stderr } = rashomon(["inspect", "nowhere.ndjson"]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("nowhere.ndjson: there is no such file");
});

test("the wire format works through real pipes", () => {
  const { status, stdout } = rashomon(["resolve", "--wire"], '{"room_version":"11"}\n{}');
  expect(status).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

test("where the output finds no room the process says so and ends with code 2", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync("node_modules/.bin/node", ["sim/cli/main.ts", "faults"], {
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  closeSync(full);
  expect(status).toBe(2);
  expect(stderr).toBe(
    "rashomon: standard output: cannot write: the disk is full\n  → Make room, or send the output elsewhere.\n",
  );
});
