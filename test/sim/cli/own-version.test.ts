import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { digestOfSources, ownVersion } from "../../../sim/cli/own-version.ts";
import { call, temporaryFolder } from "./call.ts";

const folders = ["protocol", "engine", "trace", "server", "check", "import", "run", "compare"];
const parts = [...folders.map((name) => `sim/${name}`), "scenarios", "test/reference"];

/** A checkout with a file in each part that decides. */
function checkout() {
  const folder = temporaryFolder();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const part of parts) write(`${part}/a.ts`, part);
  return { write, digest: () => digestOfSources(folder) };
}

test("whoever changes, adds or moves a source that decides makes another version", () => {
  const { write, digest } = checkout();
  const seen = new Set([digest()]);
  for (const part of parts) {
    write(`${part}/a.ts`, `${part} changed`);
    seen.add(digest());
  }
  write("scenarios/b/c.ts", "new");
  seen.add(digest());
  expect(seen.size).toBe(parts.length + 2);
});

test("commands, notes and the ends of lines do not", () => {
  const { write, digest } = checkout();
  write("scenarios/lines.ts", "one\ntwo\n");
  const before = digest();
  write("sim/cli/main.ts", "a command");
  write("scenarios/README.md", "a note");
  write("scenarios/lines.ts", "one\r\ntwo\r\n");
  expect(digest()).toBe(before);
});

test("a sweep of other sources is not gone on with, and the file stays as it is", async () => {
  expect(ownVersion()).toMatch(/^rashomon \d+\.\d+\.\d+, sources [0-9a-f]{12}$/);
  const { DatabaseSync } = await import("node:sqlite");
  const out = temporaryFolder();
  const sweep = ["sweep", "stale-state", "--room-version", "12", "--seeds", "1..2", "--out", out];
  expect((await call([...sweep, "--jobs", "1"])).code).toBe(0);
  const database = new DatabaseSync(join(out, "results.sqlite"));
  database.exec("UPDATE sweep SET software = 'rashomon 0.1.0, sources 000000000000'");
  database.close();
  const again = await call([...sweep, "--jobs", "1"]);
  expect(again.code).toBe(2);
  expect(again.err).toContain("its software is rashomon 0.1.0, sources 000000000000, not");
});
