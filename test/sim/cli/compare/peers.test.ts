// Names and command lines of peers.
import { afterEach, beforeEach, expect, test } from "vitest";
import { peerCommand } from "../../../../sim/cli/compare/peers.ts";

const before = process.env["RASHOMON_REAL_DIR"];
beforeEach(() => {
  process.env["RASHOMON_REAL_DIR"] = "/no/such/folder";
});
afterEach(() => {
  if (before === undefined) delete process.env["RASHOMON_REAL_DIR"];
  else process.env["RASHOMON_REAL_DIR"] = before;
});

test("a command line is split into words, quotes keep spaces", () => {
  expect(peerCommand(`node "my resolver.js" --x 'a b'`)).toMatchObject({
    program: "node",
    args: ["my resolver.js", "--x", "a b"],
  });
});

test("a named peer that is not installed says how to install it", () => {
  expect(() => peerCommand("ruma")).toThrow("ruma is not installed");
  expect(() => peerCommand("synapse")).toThrow("synapse is not installed");
  expect(() => peerCommand("  ")).toThrow("--with names no program");
});
