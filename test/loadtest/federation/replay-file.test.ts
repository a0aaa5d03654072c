import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeReplayFile } from "../../../loadtest/federation/replay-file.ts";

test("lines are sorted by origin, in the order in which they are due, and found by the head", () => {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "replay.ndjson");
  const transactions = [1, 0, 1].map((origin, n) => ({
    ...{ origin, dueMs: n * 10.4, uri: `/${n}`, authorization: `a${n}`, body: "{}" },
    ...{ ids: [], roomId: "!r" },
  }));
  writeReplayFile(file, { url: "http://127.0.0.1:1", origins: 3, transactions });
  const [head, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(JSON.parse(head)).toMatchObject({ starts: [0, 1, 3], count: 3 });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { t: 10, u: "/1", a: "a1", b: "{}" },
    { t: 0, u: "/0", a: "a0", b: "{}" },
    { t: 21, u: "/2", a: "a2", b: "{}" },
  ]);
  expect(statSync(file).mode & 0o077).toBe(0);
});
