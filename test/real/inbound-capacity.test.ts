// The federation's side of `rashomon capacity` on a real Synapse: a coarse search for the events per
// second that it takes from three servers, and what state resolution costs it over four branches.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { measureResolutionCurve } from "../../loadtest/capacity/index.ts";
import { openTarget } from "../../loadtest/federation/index.ts";
import { startSynapses, type Synapses } from "../../sim/bridge/synapse/index.ts";
import { call, temporaryFolder } from "../sim/cli/call.ts";

let synapses: Synapses;
// One for each test: what a search drove over its capacity is of no use for a while.
beforeEach(async () => {
  synapses = await startSynapses({ count: 1 });
});
afterEach(() => synapses?.stop());

const secretFile = () => join(synapses.servers[0].folder, "registration-secret");

test("a search from three origins ends in an interval of PDU/s", async () => {
  const folder = temporaryFolder();
  const { code, out } = await call([
    ...["capacity", "--target", synapses.servers[0].url, "--registration-secret", secretFile()],
    ...["--origins", "3", "--room-version", "11", "--start", "2", "--max", "64", "--json"],
    ...["--warm-up", "0s", "--window", "5s", "--drain", "4s", "--slo", "lag.p95<3s,errors<5%"],
    ...["--probes", "5", "--resolution", "500", "--descents", "0", "--out", folder],
  ]);
  const report = JSON.parse(out) as {
    unit: string;
    end: { how: string };
    interval: { low: number; high: number | null };
    probesMade: { figures: { lagP95Ms?: number } }[];
  };
  expect(report.unit).toBe("PDU/s");
  expect([0, 2, 3]).toContain(code);
  const lags = report.probesMade.map(({ figures }) => figures.lagP95Ms ?? 0);
  expect(Math.max(...lags)).toBeGreaterThan(0);
  if (report.end.how === "found") expect(report.interval.low).toBeGreaterThan(0.1);
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("PDU/s");
});

test("state events on four branches become visible, each at a price in processor time", async () => {
  const [{ url, process }] = synapses.servers;
  const registrationSecret = readFileSync(secretFile(), "utf8").trim();
  const target = await openTarget(url, {
    accounts: { kind: "shared secret", secret: registrationSecret },
    pid: process.pid,
  });
  const { costs, end } = await measureResolutionCurve(target, {
    points: [{ extremities: 4, conflicted: 2 }],
    ...{ events: 8, roomVersion: "11", seed: "1" },
  });
  expect(end.how).toBe("whole");
  const [cost] = costs;
  expect(cost.lost).toBe(0);
  expect(cost.visibleMs).toHaveLength(8);
  expect(cost.median.low).toBeGreaterThan(0);
  expect(cost.cpuMsPerEvent).toBeGreaterThan(0);
});
