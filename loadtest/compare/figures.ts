// The figures by which two servers or two builds are compared: those that decide, and those that are
// only shown. Pure; a measurement is one load of one of the two.
import type { Measured } from "../slo.ts";

/** One load of one side, as figures by name. What was not measured is left out. */
export interface Measurement {
  readonly figures: Readonly<Record<string, number>>;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface FigureKind {
  readonly name: string;
  /** Times are compared by their ratio, shares by their difference. */
  readonly unit: "ms" | "share";
  /** Whether it can make the comparison fail. The others are only shown. */
  readonly decides: boolean;
}

/** A difference that is smaller in either way is none, however sure it is. */
export interface NoiseFloor {
  readonly ratio: number;
  readonly ms: number;
  readonly share: number;
}

export const usualFloor: NoiseFloor = { ratio: 0.05, ms: 2, share: 0.001 };

/** What decides where nobody says otherwise. */
export const usualFigures: readonly FigureKind[] = [
  { name: "p95", unit: "ms", decides: true },
  { name: "p95(send)", unit: "ms", decides: true },
  { name: "lag.p95", unit: "ms", decides: true },
  { name: "errors", unit: "share", decides: true },
  { name: "p50", unit: "ms", decides: false },
  { name: "p50(send)", unit: "ms", decides: false },
  { name: "lag.p50", unit: "ms", decides: false },
];

/** The usual figures of a measured load. */
export function figuresOf(measured: Measured): Record<string, number> {
  const all: Record<string, number | undefined> = {
    p95: measured.latencyMs(0.95),
    "p95(send)": measured.latencyMs(0.95, "send"),
    "lag.p95": measured.lagMs(0.95),
    errors: measured.errorShare(),
    p50: measured.latencyMs(0.5),
    "p50(send)": measured.latencyMs(0.5, "send"),
    "lag.p50": measured.lagMs(0.5),
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Record<string, number>;
}
