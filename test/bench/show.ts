// Figures as the benchmarks print them.

/** Per second. */
export function rate(count: number, ms: number): number {
  return Math.round((1000 * count) / Math.max(ms, 1e-6));
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
