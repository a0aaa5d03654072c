// Which plots a report has, made from the series of a result.
import { binned, type Binned } from "./bins.ts";
import { rateAt, durationOf } from "../profiles/shape.ts";
import type { Slo } from "../slo.ts";
import type { LoadResult, SeriesRow } from "../driver/result.ts";
import { drawPlot, type Band, type Frame, type Line, type Plot, type Point } from "../page/plot.ts";
import { count, duration, memory, rate, time } from "../page/words.ts";

export function drawPlots(result: LoadResult, slos: readonly Slo[]): string {
  const frame = frameOf(result);
  return plotsOf(result, slos)
    .filter(({ lines }) => lines.length > 0)
    .map((plot) => drawPlot(plot, frame))
    .join("\n");
}

function frameOf({ plan, series }: LoadResult): Frame {
  const rows = series.length > 0 ? series : [{ atMs: 0, lengthMs: durationOf(plan.shape) }];
  const last = rows[rows.length - 1];
  let startMs = 0;
  const bands = plan.shape.map(({ name, durationMs, measured }): Band => {
    const band = { name, startMs, endMs: startMs + durationMs, measured };
    startMs = band.endMs;
    return band;
  });
  const endMs = Math.max(last.atMs + last.lengthMs, 1_000);
  return {
    startMs: Math.min(0, rows[0].atMs),
    endMs,
    bands: bands
      .filter((band) => band.startMs < endMs)
      .map((band) => ({ ...band, endMs: Math.min(band.endMs, endMs) })),
  };
}

function plotsOf(result: LoadResult, slos: readonly Slo[]): Plot[] {
  return [...throughput(result), ...waiting(result, slos), ...targetFigures(result)];
}

/** The value of each row, at its middle. */
function pointsOf(
  { series }: LoadResult,
  value: (row: SeriesRow) => number | undefined,
): readonly Point[] {
  return series.map((row) => ({ atMs: row.atMs + row.lengthMs / 2, value: value(row) }));
}

function throughput(result: LoadResult): Plot[] {
  const perSecond = (value: (row: SeriesRow) => number) =>
    pointsOf(result, (row) => (value(row) * 1_000) / Math.max(1, row.lengthMs));
  const due = pointsOf(result, (row) => rateAt(result.plan.shape, row.atMs + row.lengthMs / 2));
  const dropped: Line[] = result.series.some(({ dropped }) => dropped > 0)
    ? [{ name: "dropped", colour: 3, points: perSecond(({ dropped }) => dropped) }]
    : [];
  return [
    {
      title: "Arrivals per second",
      about: "Journeys that began, and those that were due but could not begin (dropped).",
      show: rate,
      lines: [
        { name: "due", colour: 4, planned: true, points: due },
        { name: "began", colour: 0, points: perSecond(({ started }) => started) },
        ...dropped,
      ],
    },
    {
      title: "Requests per second",
      about: "Requests that ended, long polls left out, and those that failed.",
      show: rate,
      lines: [
        { name: "ended", colour: 0, points: perSecond(({ requests }) => requests), filled: true },
        { name: "failed", colour: 3, points: perSecond(({ failed }) => failed), filled: true },
      ],
    },
    {
      title: "Journeys under way",
      about: "A number that keeps growing at a steady rate means that the server falls behind.",
      show: count,
      lines: [
        { name: "under way", colour: 2, points: pointsOf(result, ({ inFlight }) => inFlight) },
      ],
    },
  ];
}

function waiting(result: LoadResult, slos: readonly Slo[]): Plot[] {
  const latency = binned(result.series, "latency");
  const lag = binned(result.series, "lag");
  const lagLimit = slos.find((slo) => slo.kind === "lag");
  return [
    {
      title: "Latency",
      about:
        "From when a request was due to its last byte; all requests but long polls." +
        ofBins(result, latency),
      show: time,
      lines: quantiles(latency),
    },
    {
      title: "Lag",
      about:
        "From a message's sending to its being seen in another user's /sync." + ofBins(result, lag),
      show: time,
      lines: quantiles(lag),
      ...(lagLimit !== undefined && {
        limit: {
          value: lagLimit.belowMs,
          name: `p${lagLimit.quantile * 100} below ${time(lagLimit.belowMs)}`,
        },
      }),
    },
  ];
}

function quantiles({ bins }: Binned): Line[] {
  return ([0.99, 0.95, 0.5] as const).map((quantile, n) => ({
    name: `p${quantile * 100}`,
    colour: [3, 1, 0][n],
    points: bins.map(({ atMs, times }) => ({ atMs, value: times.quantileMs(quantile) })),
  }));
}

/** Says where a point takes several rows together. */
function ofBins({ series }: LoadResult, { lengthMs }: Binned): string {
  return series.some((row) => lengthMs > row.lengthMs * 1.5)
    ? ` Few at a time: a point takes ${duration(lengthMs)} together.`
    : "";
}

function targetFigures(result: LoadResult): Plot[] {
  if (result.series.every(({ target }) => target === undefined)) return [];
  return [
    {
      title: "CPU of the target",
      about: "Of its listening process, as a share of one core.",
      show: (value) => `${Math.round(value * 100)} %`,
      lines: [
        { name: "CPU", colour: 1, points: pointsOf(result, ({ target }) => target?.cpuShare) },
      ],
    },
    {
      title: "Memory of the target",
      about: "Resident memory of its listening process.",
      show: memory,
      lines: [
        {
          ...{ name: "memory", colour: 2 },
          points: pointsOf(result, ({ target }) => target?.memoryBytes),
        },
      ],
    },
  ];
}
