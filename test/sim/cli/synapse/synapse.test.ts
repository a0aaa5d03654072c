// The command without Synapse: what it says where there is none, and to wrong input.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { shown } from "../../../../sim/cli/synapse/synapse.ts";
import { call, temporaryFolder } from "../call.ts";

test("without servers, status and down say so and are no failure", async () => {
  const dir = join(temporaryFolder(), "none");
  const status = await call(["synapse", "status", "--dir", dir]);
  expect([status.code, status.out]).toEqual([0, expect.stringContaining("no Synapse of ours")]);
  const down = await call(["synapse", "down", "--dir", dir, "--json"]);
  expect(JSON.parse(down.out)).toMatchObject({ command: "synapse down", ended: 0 });
});

test("a missing installation is told with its remedy, and leaves nothing behind", async () => {
  const before = process.env["RASHOMON_REAL_DIR"];
  onTestFinished(() => {
    if (before === undefined) delete process.env["RASHOMON_REAL_DIR"];
    else process.env["RASHOMON_REAL_DIR"] = before;
  });
  process.env["RASHOMON_REAL_DIR"] = temporaryFolder();
  const dir = join(temporaryFolder(), "none");
  const { code, err } = await call(["synapse", "up", "--dir", dir]);
  expect([code, existsSync(dir)]).toEqual([2, false]);
  expect(err).toContain("npm run setup:real -- synapse");
});

test("wrong words, numbers, files and folders are problems", async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, "mine"), "");
  for (const argv of [
    ["go"],
    ["up", "--count", "0"],
    ["up", "--limits", "some"],
    ["up", "--room-version", "99"],
    ["up", "--config", "nowhere.yaml"],
    ["up", "--config", dir],
    ["up", "--dir", dir],
    ["status", "--samples", "many"],
  ]) {
    const { code, err } = await call(["synapse", ...argv]);
    expect([argv, code]).toEqual([argv, 2]);
    expect(err).toContain("→");
  }
});

test("no secret is told, only where it is", () => {
  const account = { userId: "@a:x", password: "pass", token: "tok", deviceId: "D" };
  const told = shown({
    ...{ name: "x", url: "u", folder: "f", registrationSecret: "hidden" },
    ...{ admin: account, accounts: [account] },
  });
  expect(JSON.stringify(told)).not.toMatch(/hidden|pass"|tok"/);
  expect(told).toMatchObject({ accounts: 1, running: false });
});
