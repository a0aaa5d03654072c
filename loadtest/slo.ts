// What a load must keep: thresholds such as `p95(send)<500ms`, read from text, judged on a result.
// Profiles carry them, `rashomon load` and `rashomon capacity` take more on the command line. No
// I/O, no clock; k6's own form of them is made in matrix/options.ts.

/** A threshold. */
export type Slo =
  | {
      readonly kind: "latency";
      /** A request name; without it all requests but long polls. */
      readonly request?: string;
      /** 0 < quantile ≤ 1. */
      readonly quantile: number;
      readonly belowMs: number;
    }
  | { readonly kind: "lag"; readonly quantile: number; readonly belowMs: number }
  | { readonly kind: "errors"; readonly request?: string; readonly belowShare: number }
  | { readonly kind: "dropped"; readonly below: number };

/** What a threshold is judged on. LoadResult (driver/result.ts) answers this. */
export interface Measured {
  /** Latency in ms at a quantile, or undefined where there was no such request. */
  latencyMs(quantile: number, request?: string): number | undefined;
  lagMs(quantile: number): number | undefined;
  /** Failed requests as a share of all, 0 … 1, or undefined where there was none. */
  errorShare(request?: string): number | undefined;
  /** Arrivals that could not begin when they were due. */
  readonly dropped: number;
}

/** A threshold's verdict. */
export interface SloVerdict {
  /** As the user wrote it, in normal form. */
  readonly slo: string;
  readonly result: "held" | "broken" | "unknown";
  /** For example `p95(send) was 612 ms, 22 % over 500 ms`. */
  readonly detail: string;
  /** What was measured: ms, a share, or a count. */
  readonly value?: number;
  /** The limit in the same unit. */
  readonly limit: number;
}

/** The forms, for help texts. */
export const sloForms =
  "p95(NAME)<500ms, p99<2s, lag.p95<2s, errors<0.1%, errors(NAME)<1%, dropped<1";

/** The forms where servers send, whose requests have no names. */
export const serverSloForms = "p95<500ms, lag.p95<2s, errors<0.1%, dropped<1";

/**
 * Reads thresholds that are parted by commas.
 * @throws RangeError that quotes what is wrong and names the forms
 * @example parseSlos("p95(send)<500ms, errors<0.1%, lag.p95<2s")
 */
export function parseSlos(text: string): Slo[] {
  const parts = text.split(",").map((part) => part.replace(/\s+/g, ""));
  return parts.filter((part) => part !== "").map(parseSlo);
}

function parseSlo(text: string): Slo {
  const time = /^(lag\.)?p(\d{1,2}(?:\.\d+)?|100)(?:\(([a-z-]+)\))?<(\d+(?:\.\d+)?)(ms|s)$/.exec(
    text,
  );
  if (time !== null && Number(time[2]) > 0) {
    const [, lag, percent, request, number, unit] = time;
    const quantile = Number(percent) / 100;
    const belowMs = Number(number) * (unit === "s" ? 1000 : 1);
    if (lag !== undefined && request === undefined) return { kind: "lag", quantile, belowMs };
    if (lag === undefined) {
      return { kind: "latency", quantile, belowMs, ...(request !== undefined && { request }) };
    }
  }
  const errors = /^errors(?:\(([a-z-]+)\))?<(\d+(?:\.\d+)?)%$/.exec(text);
  if (errors !== null) {
    const [, request, percent] = errors;
    const belowShare = Number(percent) / 100;
    return { kind: "errors", belowShare, ...(request !== undefined && { request }) };
  }
  const dropped = /^dropped<(\d+)$/.exec(text);
  if (dropped !== null) return { kind: "dropped", below: Number(dropped[1]) };
  throw new RangeError(`${JSON.stringify(text)} is no threshold; the forms are ${sloForms}.`);
}

/** A threshold as text; `parseSlos` reads it back. */
export function sloText(slo: Slo): string {
  if (slo.kind === "dropped") return `dropped<${slo.below}`;
  if (slo.kind === "errors")
    return `errors${inBrackets(slo.request)}<${tidy(slo.belowShare * 100)}%`;
  const lag = slo.kind === "lag" ? "lag." : "";
  const request = slo.kind === "latency" ? slo.request : undefined;
  return `${lag}p${tidy(slo.quantile * 100)}${inBrackets(request)}<${tidy(slo.belowMs)}ms`;
}

const inBrackets = (name: string | undefined) => (name === undefined ? "" : `(${name})`);

/** A number without the dust of binary fractions. */
const tidy = (value: number) => String(Number(value.toPrecision(12)));

/** Judges one threshold. What was not measured is unknown. */
export function judgeSlo(slo: Slo, measured: Measured): SloVerdict {
  const [value, limit, show] = valueOf(slo, measured);
  const text = sloText(slo);
  const [what] = text.split("<");
  if (value === undefined) {
    return { slo: text, result: "unknown", detail: `${what}: nothing was measured`, limit };
  }
  const result = value < limit ? "held" : "broken";
  const over = limit > 0 ? `, ${Math.round((100 * value) / limit)} % of ${show(limit)}` : "";
  return { slo: text, result, detail: `${what} was ${show(value)}${over}`, value, limit };
}

function valueOf(
  slo: Slo,
  measured: Measured,
): [number | undefined, number, (v: number) => string] {
  switch (slo.kind) {
    case "latency":
      return [measured.latencyMs(slo.quantile, slo.request), slo.belowMs, showMs];
    case "lag":
      return [measured.lagMs(slo.quantile), slo.belowMs, showMs];
    case "errors":
      return [measured.errorShare(slo.request), slo.belowShare, (v) => `${tidy3(v * 100)} %`];
    case "dropped":
      return [measured.dropped, slo.below, String];
  }
}

const tidy3 = (value: number) => String(Number(value.toPrecision(3)));
const showMs = (ms: number) => (ms < 10 ? `${tidy3(ms)} ms` : `${Math.round(ms)} ms`);
