// How often something happens, and how sure that is.

/** A share with its confidence interval of 95 %. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % quantile of the normal distribution. */
const z = 1.959964;

/**
 * Wilson's interval, which also holds for rare events and small numbers.
 * @example rateOf(3, 1000) // { count: 3, of: 1000, rate: 0.003, low: 0.00102, high: 0.00878 }
 */
export function rateOf(count: number, of: number): Rate {
  if (of === 0) return { count, of, rate: 0, low: 0, high: 1 };
  const rate = count / of;
  const spread = z * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
  const middle = rate + (z * z) / (2 * of);
  const whole = 1 + (z * z) / of;
  return {
    count,
    of,
    rate,
    low: count === 0 ? 0 : (middle - spread) / whole,
    high: count === of ? 1 : (middle + spread) / whole,
  };
}

/** Two figures that count, never in powers of ten: `0.30`, `42`, `100`. */
function percentText(share: number): string {
  const percent = share * 100;
  return percent >= 99.5 ? percent.toFixed(0) : percent.toPrecision(2);
}

/** For people: `0.30 % (0.10–0.88 %)`. */
export function rateText({ of, rate, low, high }: Rate): string {
  if (of === 0) return "no rate: nothing was counted";
  const percent = (share: number): string => percentText(share);
  return `${percent(rate)} % (${percent(low)}–${percent(high)} %)`;
}
