// Ctrl-C while the stage is being set, on a server that never answers what the stage needs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeHomeserver, sharedSecret } from "../../../loadtest/fake-homeserver.ts";
import { call, temporaryFolder } from "../call.ts";

let server: FakeHomeserver;
beforeAll(async () => {
  server = await FakeHomeserver.start();
});
afterAll(() => server.stop());

/** Runs a command until the server hangs, and stops it; the test fails if it does not end then. */
async function stoppedWhere(hang: string, argv: readonly string[]) {
  server.mood.hang = hang;
  server.requests.length = 0;
  const folder = join(temporaryFolder(), "out");
  const secret = join(temporaryFolder(), "secret");
  writeFileSync(secret, sharedSecret);
  const running = call([...argv, "--registration-secret", secret, "--out", folder, "--json"]);
  let early = false;
  void running.then(() => (early = true));
  const hangs = () => server.requests.some(({ path }) => path.includes(hang));
  while (!hangs() && !early) await new Promise((resolve) => setTimeout(resolve, 10));
  process.emit("SIGINT", "SIGINT");
  const stopMs = performance.now();
  const { code, out, err } = await running;
  return { folder, code, out, err, tookMs: performance.now() - stopMs };
}

const on = () => ["--target", server.target];
const textOf = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

test.each([
  ["load", "/createRoom", "keys 6 of 6", ["load", "--users", "6"]],
  ["load", "/keys/upload", "accounts 6 of 6", ["load", "--users", "6"]],
  ["federation send", "/createRoom", "", ["federation", "send"]],
  ["federation fan-out", "/createRoom", "", ["federation", "fan-out"]],
])("%s, stopped at %s, reports how far it came", async (command, hang, reached, argv) => {
  const { folder, code, err } = await stoppedWhere(hang, [...argv, ...on()]);
  expect([code, err]).toEqual([3, ""]);
  const report = JSON.parse(textOf(folder, "report.json")) as { reached: string };
  expect(report).toMatchObject({ command, outcome: "incomplete", end: { how: "stopped" } });
  expect(report.reached).toContain(reached);
  expect(textOf(folder, "report.html")).toContain("stopped by its user");
  expect(textOf(folder, "junit.xml")).toContain('errors="1"');
  expect(textOf(folder, "report.html")).not.toContain(sharedSecret);
});

test("capacity and load compare write the report that they always write", async () => {
  const searched = await stoppedWhere("/createRoom", ["capacity", ...on(), "--users", "6"]);
  expect([searched.code, searched.err]).toEqual([3, ""]);
  const report = JSON.parse(textOf(searched.folder, "report.json")) as {
    end: object;
    facts: Record<string, string>;
  };
  expect(report.end).toEqual({ how: "stopped" });
  expect(report.facts["Stopped"]).toContain("keys 6 of 6");
  const argv = ["load", "compare", server.target, server.target, "--users", "6"];
  const compared = await stoppedWhere("/createRoom", argv);
  expect([compared.code, compared.err]).toEqual([3, ""]);
  expect(textOf(compared.folder, "comparison.html")).toContain("keys 6 of 6");
});
