// Integers of events that may be longer than a number holds: depths and timestamps of room versions
// 1 to 5 go to 2^63−1 and are bigints beyond 2^53−1.

/** The nearest number; 0 for an absent field, since room files may lack it. */
export function roundedInteger(value: number | bigint | undefined): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
}

/** Below 0 where the first is less, 0 where they are equal, exactly. */
export function compareIntegers(a: number | bigint, b: number | bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
