import { expect, test } from "vitest";
import { countOf, samplesText, serversText } from "../../../../sim/cli/synapse/synapse-text.ts";

const server = {
  ...{ name: "127.0.0.1:2", url: "http://127.0.0.1:1", pid: 7, running: true, accounts: 1 },
  ...{ registrationSecretFile: "f/registration-secret", accountsFile: "f/accounts.ndjson" },
  ...{ database: "SQLite", log: "f/homeserver.log" },
};

test("counts have a plural", () => {
  expect([countOf(1, "user"), countOf(2, "process", "processes")]).toEqual([
    "1 user",
    "2 processes",
  ]);
});

test("a server is told with what to do next", () => {
  const text = serversText("f", [server, { ...server, running: false }], "down now");
  expect(text).toContain("process 7, 1 user, SQLite\n");
  expect(text).toContain("not running (its last words: f/homeserver.log)");
  expect(text).toContain("--target http://127.0.0.1:1 --registration-secret f/registration-secret");
  expect(text).toContain("down now");
});

test("processor time is a sum first, then a share between two samples; what is absent is a dash", () => {
  const samples = [
    { atMs: 0, cpuMs: 1000, memoryBytes: 2e6 },
    { atMs: 1000, cpuMs: 1500, persistedEvents: 4 },
    { atMs: 2000 },
  ];
  const rows = samplesText({ name: "x", samples }).trimEnd().split("\n").slice(-3);
  expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
    ["1.0 s", "2 MB", "–", "–"],
    ["50 %", "–", "4", "–"],
    ["–", "–", "–", "–"],
  ]);
});
