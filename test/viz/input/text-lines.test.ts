import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { linesOf, type ByteSource, type LineOptions } from "../../../viz/input/text-lines.ts";

const blobOf = (text: string) => new Blob([text]);

/** A source that gives its bytes one after the other: every boundary is met. */
function crumbs(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  const stream = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
  return { size: bytes.length, stream };
}

async function read(source: ByteSource, options?: LineOptions) {
  const lines: string[] = [];
  const parts = linesOf(source, options);
  for (;;) {
    const part = await parts.next();
    if (part.done) return { lines, cut: part.value.cut };
    lines.push(...part.value);
  }
}

test("lines are whole wherever the stream is cut, zipped or not", async () => {
  const text = "ä1\n\n🦊 two\nlast";
  const lines = ["ä1", "", "🦊 two", "last"];
  expect(await read(blobOf(text))).toEqual({ lines, cut: false });
  expect(await read(crumbs(text))).toEqual({ lines, cut: false });
  expect(await read(new Blob([gzipSync(text)]))).toEqual({ lines, cut: false });
  expect((await read(blobOf("one\n"))).lines).toEqual(["one"]);
  expect((await read(blobOf(""))).lines).toEqual([]);
});

test("a text beyond the limit ends at a line before it, also where it is zipped", async () => {
  const text = "a\nbb\nccc\ndddd\n";
  expect(await read(crumbs(text), { bytesMax: 7 })).toEqual({ lines: ["a", "bb"], cut: true });
  expect(await read(blobOf(text), { bytesMax: 6 })).toEqual({ lines: ["a", "bb"], cut: true });
  expect((await read(crumbs(text), { bytesMax: text.length })).cut).toBe(false);
  const bomb = new Blob([gzipSync("x\n".repeat(500_000))]);
  const { lines, cut } = await read(bomb, { bytesMax: 300_000 });
  expect(cut).toBe(true);
  expect(lines.length).toBeLessThanOrEqual(150_000);
});

test("progress counts the bytes of the file, not those that they unpack to", async () => {
  const zipped = new Blob([gzipSync("x\n".repeat(50_000))]);
  const told: number[] = [];
  await read(zipped, { progress: (bytes) => told.push(bytes) });
  expect(told[told.length - 1]).toBe(zipped.size);
});

test("what is no text, or no whole gzip, is refused in words", async () => {
  const bad = new Blob(["good\n", Uint8Array.of(0xff, 0xfe)]);
  await expect(read(bad)).rejects.toThrow("no UTF-8");
  const cut = new Blob([gzipSync("x".repeat(9_000)).subarray(0, 20)]);
  await expect(read(cut)).rejects.toThrow("cut off or damaged");
});
