// Waits for something real to become true. Tests never sleep for a fixed time and hope.
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until there is an answer, and answers it.
 * @throws Error where it takes longer than `withinMs` (default: 30 s)
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${String(ask)}`);
    await sleep(100);
  }
}
