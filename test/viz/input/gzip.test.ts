import { expect, test } from "vitest";
import { gunzip, gzip } from "../../../viz/input/gzip.ts";

const zeros = new Uint8Array(100_000);

test("what was packed is unpacked", async () => {
  const packed = await gzip(zeros);
  expect(packed.length).toBeLessThan(1000);
  expect(await gunzip(packed)).toEqual(zeros);
});

test("a file that unpacks to too much is refused", async () => {
  await expect(gunzip(await gzip(zeros), 99_999)).rejects.toThrow("more than 99999 bytes");
});
