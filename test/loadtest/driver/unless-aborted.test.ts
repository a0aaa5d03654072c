import { expect, test } from "vitest";
import { unlessAborted } from "../../../loadtest/driver/unless-aborted.ts";

test("work ends as it ends, unless the signal comes first", async () => {
  const stop = new AbortController();
  const { signal } = stop;
  expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  expect(await unlessAborted(Promise.resolve(7), undefined)).toBe(7);
  const endless = unlessAborted(new Promise(() => {}), signal);
  stop.abort();
  await expect(endless).rejects.toThrow("aborted");
  // What fails later is nobody's concern; an unhandled rejection would fail this test.
  await expect(unlessAborted(Promise.reject(new Error("late")), signal)).rejects.toThrow("aborted");
});
