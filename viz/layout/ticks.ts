// Round instants for a time scale.

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  [1, 2, 3, 6, 12, 24, 48, 96, 240].map((hours) => hours * 3_600_000),
);

/** A round step that divides a length of time into at most `countMax` parts. */
export function tickStep(lengthMs: number, countMax: number): number {
  const largest = steps[steps.length - 1];
  const needed = lengthMs / Math.max(1, countMax);
  return steps.find((each) => each >= needed) ?? Math.ceil(needed / largest) * largest;
}

/** The multiples of a step between two times, both included. */
export function ticksBetween(startMs: number, endMs: number, stepMs: number): number[] {
  const first = Math.ceil(startMs / stepMs);
  const count = Math.floor(endMs / stepMs) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => (first + at) * stepMs);
}
