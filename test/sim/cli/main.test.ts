// The program as a process of its own.
import { spawnSync } from "node:child_process";
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
