// One of the ten golden plans in a worker thread, after whatever ran in that thread before.
import { hashOf } from "./ten-plans.ts";

/** The trace hash of the n-th plan. */
export default function work(n: number): string {
  return hashOf(n);
}
