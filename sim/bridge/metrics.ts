// Reads the text form of Prometheus metrics, as far as it is needed here: the sum of a metric over
// all its labels. https://prometheus.io/docs/instrumenting/exposition_formats/

/**
 * Sums of metrics by name; those that do not stand in the text are absent.
 * @param names the whole names, `_total`, `_sum` and `_count` included
 */
export function sumMetrics(text: string, names: readonly string[]): Map<string, number> {
  const wanted = new Set(names);
  const sums = new Map<string, number>();
  for (const line of text.split("\n")) {
    const end = line.search(/[{ ]/);
    if (end < 0 || line.startsWith("#")) continue;
    const name = line.slice(0, end);
    if (!wanted.has(name)) continue;
    const value = Number(line.slice(line[end] === "{" ? line.lastIndexOf("} ") + 2 : end + 1));
    if (Number.isFinite(value)) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}
