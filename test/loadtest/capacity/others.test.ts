import { expect, test } from "vitest";
import { othersCpuShare } from "../../../loadtest/capacity/others.ts";

test("others' share of this machine is a share, and of no concern for a target elsewhere", async () => {
  const { signal } = new AbortController();
  const here = await othersCpuShare("http://127.0.0.1:1", signal);
  expect(here).toBeGreaterThanOrEqual(0);
  expect(here).toBeLessThanOrEqual(1);
  expect(await othersCpuShare("https://matrix.example", signal)).toBeUndefined();
});

test("looking ends with the signal", async () => {
  const asked = [new AbortController().signal, AbortSignal.abort()].map(async (signal) => {
    await othersCpuShare("http://127.0.0.1:1", signal);
    return signal;
  });
  expect((await Promise.race(asked)).aborted).toBe(true);
  await Promise.all(asked);
});
