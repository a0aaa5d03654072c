// The cost of a request without the start of a run: the difference between a longer and a shorter run.

/** CPU time and number of requests of a run. */
export interface Cost {
  readonly cpuMs: number;
  readonly requests: number;
}

const secondsShort = 5;
export const secondsLong = 15;

export async function slope(run: (seconds: number) => Promise<Cost>): Promise<Cost> {
  const [short, long] = [await run(secondsShort), await run(secondsLong)];
  return { cpuMs: long.cpuMs - short.cpuMs, requests: long.requests - short.requests };
}

/** One line: both costs and their ratio beside the target. */
export function showCosts(
  name: string,
  { cost, bare, target }: { cost: Cost; bare: Cost; target: number },
): void {
  const each = ({ cpuMs, requests }: Cost) => cpuMs / Math.max(1, requests);
  const figures = [each(cost), each(bare)].map((ms) => `${ms.toFixed(3)} ms`);
  console.log(
    `${name.padEnd(14)} ${figures[0]} of CPU a request, bare loop ${figures[1]}: ` +
      `${(each(cost) / each(bare)).toFixed(2)} × (target ${target.toFixed(2)} ×; ${cost.requests} requests)`,
  );
}
