// Lengths of time as people write them: `"250ms"`, `"2s"`, `"10m"`, `"1h"`, or a number of ms.

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration. Throws a RangeError on anything else.
 * @example durationMs("1.5s") // 1500
 */
export function durationMs(text: string | number): number {
  if (typeof text === "number") return text;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is no duration; write 250ms, 2s, 10m or 1h`);
  return Math.round(Number(match[1]) * units[match[2]]);
}

/** A time for people: `1.250 s`, `11 min 3.0 s`. */
export function showMs(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${(seconds - minutes * 60).toFixed(1)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
