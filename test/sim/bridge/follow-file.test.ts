import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Feed } from "../../../sim/bridge/feed.ts";
import { followFile } from "../../../sim/bridge/follow-file.ts";

const folder = mkdtempSync(join(tmpdir(), "rashomon-follow-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a file is read as it grows, whole lines only, until its end record", async () => {
  const file = join(folder, "trace.ndjson");
  writeFileSync(file, '{"kind":"meta"}\n{"kind":"ma');
  const feed = new Feed();
  const stop = followFile(file, feed);
  expect(feed.from(0, 9)).toEqual(['{"kind":"meta"}']);
  appendFileSync(file, 'rk","what":"é"}\n');
  await expect.poll(() => feed.length).toBe(2);
  expect(feed.ended).toBe(false);
  appendFileSync(file, '{"kind":"end"}\n');
  await expect.poll(() => feed.ended).toBe(true);
  expect(feed.from(1, 9)).toEqual(['{"kind":"mark","what":"é"}', '{"kind":"end"}']);
  stop();
});
