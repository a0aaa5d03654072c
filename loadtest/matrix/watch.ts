// Whether k6 itself is late: a VU that sends nothing and wants to look at the clock at fixed times. It
// waits for a processor as all other VUs do, so how late it looks is how late they act and measure:
// what the delay of the event loop is for the Node driver.
import { sleep } from "k6";

/** How often it looks: seldom enough that looking is no load. */
export const watchEveryMs = 100;

/**
 * Looks at the clock from one time to another, both in ms since 1970. Times that passed while it waited
 * are late as well, each by its own time: one long delay counts as often as it would have hit a request.
 * @param late is told of each time by how many ms it was missed
 */
export function watch(
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  late: (ms: number) => void,
): void {
  for (let dueMs = fromMs; dueMs < untilMs; dueMs += watchEveryMs) {
    const waitMs = dueMs - Date.now();
    if (waitMs > 0) sleep(waitMs / 1000);
    late(Math.max(0, Date.now() - dueMs));
  }
}
