// The pace of a bare loop: things begin when they are due, in an open loop, as the drivers do it.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Begins the items at a rate per second, over and over; ends when all that began have ended. */
export async function atPace<Item>(
  items: readonly Item[],
  { rate, seconds, signal }: { rate: number; seconds: number; signal: AbortSignal },
  one: (item: Item) => Promise<unknown>,
): Promise<void> {
  const startMs = performance.now();
  const open: Promise<unknown>[] = [];
  for (let n = 0; n < rate * seconds && !signal.aborted; n++) {
    const waitMs = startMs + (n * 1_000) / rate - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    open.push(one(items[n % items.length]));
  }
  await Promise.all(open);
}
