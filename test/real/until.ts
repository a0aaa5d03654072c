// Waits for something real to become true. Tests never sleep for a fixed time and hope.
import { setTimeout as sleep } from "node:timers/promises";

/** A little less than a test of this folder may take, so that what fails says what it waited for. */
const longMs = 280_000;

/**
 * Asks until there is an answer, and answers it.
 * @param what what is waited for, for the error
 * @throws Error where it takes longer than `withinMs`
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { withinMs = longMs, everyMs = 100 } = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain for: ${what}`);
    await sleep(everyMs);
  }
}
