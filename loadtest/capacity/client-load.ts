// What the users' side is loaded with while its capacity is looked for, whatever the rate.
import type { Driver, LoadHooks } from "../driver/plan.ts";
import type { LoadResult } from "../driver/result.ts";
import type { Mix } from "../mix.ts";
import type { Slo } from "../slo.ts";
import type { Stage } from "../stage/stage.ts";
import type { ProbeOrder } from "./probe-record.ts";

export interface ClientLoad {
  readonly stage: Stage;
  readonly mix: Mix;
  readonly slos: readonly Slo[];
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly drainMs: number;
  readonly seed: string;
  readonly listeners?: number;
  readonly driver?: Driver;
  readonly hooks?: Pick<LoadHooks, "connection" | "onProgress" | "sampleTarget">;
  /** Handed every probe's whole result, before it is judged. */
  readonly onResult?: (order: ProbeOrder, result: LoadResult) => void;
}
