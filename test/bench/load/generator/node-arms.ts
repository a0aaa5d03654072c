// The Node driver, and a bare loop of its HTTP client that sends the same requests.
import { Agent } from "undici";
import { nodeDriver } from "../../../../loadtest/driver/node.ts";
import type { Driver } from "../../../../loadtest/driver/plan.ts";
import { newRunId } from "../../../../loadtest/driver/run-id.ts";
import type { Stage } from "../../../../loadtest/stage/stage.ts";
import type { Arm } from "./arm.ts";
import { atPace } from "./pace.ts";
import { mix, seed, type BareCall, type Visit } from "./visits.ts";

/** Journeys per second. */
export const nodeRate = 120;

export const nodeArms = {
  "Node driver": ({ stage }) => {
    return (seconds, signal) => drive(nodeDriver, stage, { rate: nodeRate, seconds, signal });
  },
  "bare undici": (given) => {
    const visits = given.visits();
    const agent = new Agent({ pipelining: 1, keepAliveTimeout: 10_000 });
    const send = async ({ read, ...call }: BareCall) => {
      const { body } = await agent.request(call);
      return read ? body.text() : body.dump();
    };
    const visit = async (groups: Visit) => {
      for (const group of groups) await Promise.all(group.map(send));
    };
    return (seconds, signal) => atPace(visits, { rate: nodeRate, seconds, signal }, visit);
  },
} satisfies Record<string, Arm>;

/** The load of a driver, as a user has it: metrics, series and histograms included. */
export function drive(
  driver: Driver,
  stage: Stage,
  { rate, seconds, signal }: { rate: number; seconds: number; signal: AbortSignal },
) {
  const rates = { fromRate: rate, toRate: rate };
  const shape = [{ name: "load", durationMs: seconds * 1_000, ...rates, measured: true }];
  return driver(
    {
      ...{ stage, mix, shape, seed, runId: newRunId(), listeners: 0, listenRampMs: 0 },
      // No journey waits, so a few are under way at a time; a VU for each second would be idle ones.
      ...{ drainMs: 5_000, inFlightMax: 20 },
    },
    { signal },
  );
}
