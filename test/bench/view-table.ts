// The table that `npm run bench:view` prints: each figure beside the peer's and beside its target.
// Where a target is missed, it says whether the page was slow or the machine busy: with other work
// on the machine even an empty frame is late, while the page's own processor time stays small.

/** What is measured. */
export interface Size {
  readonly events: number;
  readonly servers: number;
}

/** One measured figure; its unit is in its name. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Where it is a time: as much of the processor time of the page's own thread. */
  readonly processorMs?: number;
}

/** Between two frames of a screen with 60 a second, and a little. */
const frameMs = 18;

/** The table's lines. */
export function linesOf(ours: readonly Figure[], theirs: readonly Figure[], size: Size): string[] {
  const targets = targetsOf(size);
  const empty = ours.find(({ name }) => name === "empty frame, p95 frame, ms")?.value ?? 0;
  const rows = ours.map(({ name, value, processorMs }): readonly string[] => {
    const other = theirs.find((figure) => figure.name === name)?.value;
    const target = targets[name];
    return [
      ...[name, String(value), processorMs === undefined ? "" : String(processorMs)],
      other === undefined ? "" : String(other),
      other === undefined ? "" : `${(other / Math.max(value, 0.1)).toFixed(1)}×`,
      target === undefined ? "" : `≤ ${target}`,
      target === undefined ? "" : verdictOf({ value, processorMs, target, busy: empty > frameMs }),
    ];
  });
  const head = ["", "ours", "processor", "plain SVG", "ratio", "target", ""];
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join("  "),
  );
  const note = "processor: the page's own thread; the time that it waited for is not in it";
  const busy = "busy machine: an empty frame was late as well, and the page's own work fits";
  return ["", ...lines.map((line) => line.trimEnd()), "", note, ...(empty > frameMs ? [busy] : [])];
}

/** What a target says of a figure. */
export function verdictOf(of: {
  readonly value: number;
  readonly processorMs: number | undefined;
  readonly target: number;
  /** Other work held up even empty frames. */
  readonly busy: boolean;
}): "met" | "missed" | "busy machine" {
  if (of.value <= of.target) return "met";
  const fits = of.processorMs !== undefined && of.processorMs <= of.target * 0.8;
  return of.busy && fits ? "busy machine" : "missed";
}

/** Targets by the name of the figure. */
function targetsOf({ events, servers }: Size): Readonly<Record<string, number>> {
  const large = events > 100_000 || servers >= 1_000;
  const frames = ["pan", "zoom", "pan far away", "play"]
    .concat(["list of servers", "panes side by side", "play with panes"])
    .map((name) => [`${name}, p95 frame, ms`, large ? 33 : 20]);
  return {
    ...(Object.fromEntries(frames) as Record<string, number>),
    "file, MB": large ? 20 : 10,
    "longest hold-up by a search, ms": 50,
    ...(large
      ? { "laid out in the worker, ms": 2_000, "memory at most, MB": 1_500 }
      : { "first picture, ms": 3_000, "first search, ms": 200, "search, p95, ms": 200 }),
    "jump to any time, p95, ms": large ? 100 : 50,
  };
}
