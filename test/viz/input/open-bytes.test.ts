import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { writeTrace } from "../../../sim/trace/write.ts";
import { openBlob, openBytes } from "../../../viz/input/open-bytes.ts";
import { openText } from "../../../viz/input/open-text.ts";
import { pack } from "../../../viz/model/index.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const text = writeTrace(syntheticTrace({ events: 20 }));
const data = openText(text, "t.ndjson");
const plain = new TextEncoder().encode(text);

test("bytes may be text, zipped text or packed, and say the same", async () => {
  expect(await openBytes(plain, "t.ndjson")).toEqual(data);
  expect(await openBytes(new Uint8Array(gzipSync(plain)), "t.ndjson.gz")).toEqual(data);
  expect(await openBytes(new Uint8Array(gzipSync(pack(data))), "t")).toEqual(data);
});

test("a file on the disk is read as its bytes are, whatever it holds", async () => {
  for (const content of [plain, new Uint8Array(gzipSync(plain)), pack(data)]) {
    expect(await openBlob(new Blob([content]), "t.ndjson")).toEqual(data);
  }
  await expect(openBlob(new Blob([Uint8Array.of(1, 0, 2)]), "x")).rejects.toThrow("binary");
});

test("bytes that are neither are refused in words", async () => {
  await expect(openBytes(new Uint8Array([1, 0, 2]), "x")).rejects.toThrow("binary");
  await expect(openBytes(new Uint8Array([0x7b, 0xff, 0xfe]), "x")).rejects.toThrow("UTF-8");
  const cut = new Uint8Array(gzipSync(plain)).slice(0, 400);
  await expect(openBytes(cut, "t.ndjson.gz")).rejects.toThrow("cut off or damaged");
});
